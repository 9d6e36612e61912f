"""Starts a program with pre-launch hooks, as AYON does.

usage: launch_ayon.py SOURCES HOOK LAUNCH_TYPE GROUP:HOST VARIANT EXECUTABLE [ARGUMENT...]

HOOK is the file of a hook, or empty; HOST is the host of the application's group, or empty. Only an
AYON server distributes AYON's launcher and its applications addon. If SOURCES is empty, a stand-in
replaces the parts that a hook uses. Otherwise it is a directory with clones of `ayon-core` and
`ayon-applications`, and with the packages that they import in `packages`, and the hooks run in
AYON's own classes; only what needs a server is replaced.

- The launcher sets SSL_CERT_FILE to certifi's bundle unless it is set.
- The hooks change a copy of the environment.
- EXECUTABLE and the arguments come from the settings.
- The hooks of the launch type, and those without a type, run in their order, then those without an
  order. `Prepare` and `Late` stand for hooks of other addons.
- For publishes on a farm, a hook of AYON's core removes the variables in `skip_env_keys`, and fails
  if one is not set.
"""

import contextlib
import importlib.machinery
import logging
import os
import subprocess
import sys
import types

import certifi

# The settings of a project, as far as AYON's hooks and this script's use them.
SETTINGS = {
    "core": {
        "filter_env_profiles": [
            {
                "host_names": [host],
                "task_types": [],
                "task_names": [],
                "folder_paths": [],
                "skip_env_keys": keys,
                "replace_in_environment": [],
            }
            for host, keys in [("houdini", ["NOT_ON_FARMS", "LISTED"]), ("maya", [])]
        ]
    }
}
DATA = {
    "project_settings": SETTINGS,
    "task_entity": {"taskType": "FX", "name": "smoke"},
    "folder_path": "/shots/s010",
}

# Hooks of AYON's core that get the project from the server.
HOOKS_WITH_SERVER = ["GlobalHostDataHook", "OCIOEnvHook"]


class LaunchTypes:
    local = "local"
    farm_render = "farm-render"
    farm_publish = "farm-publish"


class PreLaunchHook:
    order = None
    launch_types = {LaunchTypes.local}

    def __init__(self, launch_context):
        self.launch_context = launch_context
        self.log = logging.getLogger(type(self).__name__)

    @property
    def data(self):
        return self.launch_context.data

    @property
    def application(self):
        return self.launch_context.application

    @property
    def app_group(self):
        return self.application.group

    @property
    def host_name(self):
        return self.application.host_name


def filter_profiles(profiles, values, logger=None):
    """Returns the first profile whose lists are empty or contain the values. AYON's prefers the one
    with the most matching lists, and its lists contain regular expressions."""

    def matches(profile):
        return all(not profile[key] or value in profile[key] for key, value in values.items())

    return next(filter(matches, profiles), None)


class FilterFarmEnvironments(PreLaunchHook):
    order = 1000
    launch_types = {LaunchTypes.farm_publish}

    def execute(self):
        profiles = self.data["project_settings"]["core"]["filter_env_profiles"]
        task = self.data["task_entity"]
        launch = {
            "host_names": self.host_name,
            "task_types": task["taskType"],
            "task_names": task["name"],
            "folder_paths": self.data["folder_path"],
        }
        profile = filter_profiles(profiles, launch)
        for key in profile["skip_env_keys"] if profile else []:
            self.launch_context.env.pop(key)


def modules_of_stand_in():
    """Makes what hooks import, and returns the hooks of AYON's core."""
    addon, core = [types.ModuleType(name) for name in ["ayon_applications", "ayon_core"]]
    addon.PreLaunchHook, addon.LaunchTypes = PreLaunchHook, LaunchTypes
    core.lib = types.ModuleType("ayon_core.lib")
    core.lib.filter_profiles = filter_profiles
    sys.modules.update({module.__name__: module for module in [addon, core, core.lib]})
    return [FilterFarmEnvironments]


class StandIn:
    """A launch context with the attributes that hooks use."""

    def __init__(self, group, host, variant, launch_args, launch_type):
        group = types.SimpleNamespace(name=group, host_name=host)
        self.application = types.SimpleNamespace(
            name=variant, full_name=group.name + "/" + variant, group=group, host_name=host
        )
        self.launch_type = launch_type
        self.launch_args = launch_args
        self.data = DATA
        self.env = dict(os.environ)

    def run_prelaunch_hooks(self, classes):
        """Runs the hooks that apply, in their order. Those without an order are last."""
        valid = [cls for cls in classes if not cls.launch_types or self.launch_type in cls.launch_types]
        valid.sort(key=lambda cls: (cls.order is None, cls.order))
        self.prelaunch_hooks = [cls(self) for cls in valid]
        for hook in self.prelaunch_hooks:
            hook.execute()


def context_from_sources(group, host, variant, launch_args, launch_type):
    """Creates AYON's own launch context. Its settings and addons would come from a server."""
    from ayon_applications import ApplicationLaunchContext, ApplicationManager, ApplicationsAddon
    from ayon_applications import manager

    ApplicationsAddon.get_application_items = classmethod(lambda cls: [])
    manager.AddonsManager = types.SimpleNamespace
    system = {"linux": "linux", "darwin": "darwin", "win32": "windows"}[sys.platform]
    application = {
        "name": variant,
        "label": variant,
        "executables": {system: launch_args[:1]},
        "arguments": {system: launch_args[1:]},
        "environment": "{}",
    }
    settings = {
        "enabled": True,
        "host_name": host or "",
        "environment": "{}",
        "variants": [application],
    }
    applications = {group: settings, "additional_apps": []}
    settings = {"applications": {"applications": applications, "tool_groups": []}}
    [app] = ApplicationManager(settings).applications.values()
    return ApplicationLaunchContext(app, app.find_executable(), launch_type=launch_type, **DATA)


def run_hooks_of_sources(context, sources, hook):
    """Runs the hooks of AYON's core, of the file and of this script in AYON's own order."""
    from ayon_applications import PreLaunchHook, manager

    directories = [os.path.join(sources, "ayon-core/client/ayon_core/hooks")]
    directories += [os.path.dirname(hook)] if hook else []
    context.paths_to_launch_hooks = lambda: directories + [os.devnull]
    others = other_addons(PreLaunchHook)
    modules_from_path, classes_from_module = manager.modules_from_path, manager.classes_from_module

    def modules(path):
        return ([("", others)], []) if path == os.devnull else modules_from_path(path)

    def classes(base, module):
        found = classes_from_module(base, module)
        return [cls for cls in found if cls.__name__ not in HOOKS_WITH_SERVER]

    manager.modules_from_path, manager.classes_from_module = modules, classes
    context.run_prelaunch_hooks()


def load(path):
    """Imports the file of a hook, which AYON does without `sys.modules`."""
    module = types.ModuleType("hook")
    if path:
        importlib.machinery.SourceFileLoader("hook", path).exec_module(module)
    return module


def hooks_in(module):
    classes = [item for item in vars(module).values() if isinstance(item, type)]
    return [cls for cls in classes if issubclass(cls, PreLaunchHook) and cls is not PreLaunchHook]


def other_addons(base):
    """Returns a module with the hooks of other addons."""

    class Prepare(base):
        order = 0
        launch_types = set()

        def execute(self):
            env = self.launch_context.env
            paths = ["/ayon/startup", env.get("PYTHONPATH")]
            env["PYTHONPATH"] = os.pathsep.join(filter(None, paths))

    class Late(base):
        launch_types = set()

        def execute(self):
            self.launch_context.env["LATE"] = self.launch_context.env.get("SGLAUNCH_PROFILE", "none")

    module = types.ModuleType("other_addons")
    module.Prepare, module.Late = Prepare, Late
    return module


def main(sources, hook, launch_type, group, variant, *launch_args):
    level = logging.DEBUG if os.getenv("AYON_DEBUG") else logging.WARNING
    logging.basicConfig(format="%(levelname)s: %(message)s", level=level)
    if not os.getenv("SSL_CERT_FILE"):
        os.environ["SSL_CERT_FILE"] = certifi.where()
    group, host = group.split(":")
    launch = (group, host or None, variant, list(launch_args), launch_type)
    if sources:
        directories = ["ayon-core/client", "ayon-applications/client", "packages"]
        sys.path[1:1] = [os.path.join(sources, name) for name in directories]
        os.environ["AYON_ROOT"] = sources
        # AYON prints to stdout that it lacks a package for colours.
        with contextlib.redirect_stdout(sys.stderr):
            context = context_from_sources(*launch)
            run_hooks_of_sources(context, sources, hook)
    else:
        classes = modules_of_stand_in()
        for module in [load(hook), other_addons(PreLaunchHook)]:
            classes += hooks_in(module)
        context = StandIn(*launch)
        context.run_prelaunch_hooks(classes)
    sys.exit(subprocess.call(context.launch_args, env=context.env))


main(*sys.argv[1:])

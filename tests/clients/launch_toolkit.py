"""Starts a program from Toolkit like tk-multi-launchapp, which only ShotGrid sites distribute.

usage: launch_toolkit.py URL DIRECTORY SETTING ENGINE PROGRAM [ARGUMENT...]

SETTING is the value of the app's hook_before_app_launch in the configuration, or empty. sgtk reads
the configuration `toolkit` in the directory, loads the engine and the app, and finds the hooks. If
the variable SGLAUNCH_TOOLKIT names a directory with clones of `tk-core`, `tk-multi-launchapp`, its
two frameworks and `tk-maya`, these take the place of sgtk and of the app here.
"""

import os
import sys

import toolkit

ENGINE = """
import sys
import sgtk

class Shell(sgtk.platform.Engine):
    has_ui = False

    def _emit_log_message(self, handler, record):
        sys.stderr.write("%s: %s\\n" % (record.levelname, record.getMessage()))
"""

# The calls, their order and their arguments are those of tk-multi-launchapp.
APP = """
import os
import sgtk

class LaunchApp(sgtk.platform.Application):
    def launch(self, engine_name, app_path, app_args, version):
        before = dict(os.environ)
        sgtk.util.prepend_path_to_env_var("PYTHONPATH", "/toolkit/startup")
        arguments = {"app_path": app_path, "app_args": app_args, "version": version, "engine_name": engine_name}
        try:
            self.execute_hook("hook_before_app_launch", software_entity=None, **arguments)
            return os.system("%s %s" % (app_path, app_args))
        finally:
            os.environ.clear()
            os.environ.update(before)
"""

APP_HOOK = """
import os
import sgtk

class BeforeAppLaunch(sgtk.Hook):
    def execute(self, app_path, app_args, version, engine_name, software_entity=None, **kwargs):
        os.environ["FIRST_HOOK"] = engine_name
"""

HOOK_SETTING = {"type": "hook", "default_value": "{self}/before_app_launch.py"}

PICK_ENVIRONMENT = """
import sgtk

class PickEnvironment(sgtk.Hook):
    def execute(self, context, **kwargs):
        return "project"
"""

CONTEXT_CHANGE = """
import sgtk

class ContextChange(sgtk.Hook):
    def pre_context_change(self, current_context, next_context):
        pass

    def post_context_change(self, previous_context, current_context):
        pass
"""


def write_launcher(directory, setting, engine, command):
    configuration = os.path.join(directory, "toolkit")
    shell = os.path.join(directory, "tk-shell")
    toolkit.write(shell, "engine.py", ENGINE)
    toolkit.write_yaml(shell, "info.yml", {"configuration": {}})
    app = app_of_sources(engine, command) if toolkit.SOURCES else write_app(directory)
    if setting:
        app["hook_before_app_launch"] = setting
    engines = {"tk-shell": {"location": location(shell), "apps": {"tk-multi-launchapp": app}}}
    frameworks = {}
    if toolkit.SOURCES:
        # Configurations have a hook of their own.
        toolkit.write(configuration, "config/core/hooks/pick_environment.py", PICK_ENVIRONMENT)
        engines["tk-maya"] = {"location": source("tk-maya"), "apps": {}}
        for name, version in ("tk-framework-shotgunutils", "v5.x.x"), ("tk-framework-qtwidgets", "v2.x.x"):
            frameworks["{}_{}".format(name, version)] = {"location": source(name)}
    else:
        for name in "engine_init", "bundle_init":
            toolkit.write(configuration, "install/core/hooks/{}.py".format(name), toolkit.IDLE_HOOK)
        toolkit.write(configuration, "install/core/hooks/pick_environment.py", PICK_ENVIRONMENT)
        toolkit.write(configuration, "install/core/hooks/context_change.py", CONTEXT_CHANGE)
    environment = {"engines": engines, "frameworks": frameworks}
    toolkit.write_yaml(configuration, "config/env/project.yml", environment)


def source(name):
    return location(os.path.join(toolkit.SOURCES, name))


def location(path):
    return {"type": "path", "path": path}


def write_app(directory):
    """Writes the app, and returns its settings."""
    app = os.path.join(directory, "tk-multi-launchapp")
    toolkit.write(app, "app.py", APP)
    toolkit.write_yaml(app, "info.yml", {"configuration": {"hook_before_app_launch": HOOK_SETTING}})
    toolkit.write(app, "hooks/before_app_launch.py", APP_HOOK)
    return {"location": location(app)}


def app_of_sources(engine, command):
    """Returns the settings of Toolkit's own app."""
    app = {"location": source("tk-multi-launchapp")}
    system = {"linux": "linux", "darwin": "mac", "win32": "windows"}[sys.platform]
    app.update({"menu_name": "Launch", "engine": engine, "icon": "", "show_launch_indicator": False})
    app.update({system + "_path": command[0], system + "_args": " ".join(command[1:])})
    return app


def main(url, directory, setting, engine, *command):
    write_launcher(directory, setting, engine, command)
    tk = toolkit.start(directory, url)
    import sgtk

    context = tk.context_from_entity("Project", 1)
    shell = sgtk.platform.start_engine("tk-shell", tk, context)
    app = shell.apps["tk-multi-launchapp"]
    if toolkit.SOURCES:
        # As from a menu, but without the project's folders. The program runs in the background.
        app.launch_from_path_and_context("", context, "2024.2")
    else:
        status = app.launch(engine, command[0], " ".join(command[1:]), "2024.2")
        sys.exit(1 if status else 0)


main(*sys.argv[1:])

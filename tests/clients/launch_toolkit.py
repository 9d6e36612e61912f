"""Starts a program from Toolkit like tk-multi-launchapp, which only ShotGrid sites distribute.

usage: launch_toolkit.py URL DIRECTORY SETTING ENGINE PROGRAM [ARGUMENT...]

SETTING is the value of the app's hook_before_app_launch in the configuration, or empty. sgtk reads
the configuration `toolkit` in the directory, loads the engine and the app, and finds the hooks.
"""

import os
import sys

import toolkit

ENGINE = """
import sys
import sgtk

class Shell(sgtk.platform.Engine):
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


def write_launcher(directory, setting):
    configuration = os.path.join(directory, "toolkit")
    engine = os.path.join(directory, "tk-shell")
    app = os.path.join(directory, "tk-multi-launchapp")
    toolkit.write(engine, "engine.py", ENGINE)
    toolkit.write_yaml(engine, "info.yml", {"configuration": {}})
    toolkit.write(app, "app.py", APP)
    toolkit.write_yaml(app, "info.yml", {"configuration": {"hook_before_app_launch": HOOK_SETTING}})
    toolkit.write(app, "hooks/before_app_launch.py", APP_HOOK)
    settings = {"location": {"type": "path", "path": app}}
    if setting:
        settings["hook_before_app_launch"] = setting
    shell = {"location": {"type": "path", "path": engine}, "apps": {"tk-multi-launchapp": settings}}
    toolkit.write_yaml(configuration, "config/env/project.yml", {"engines": {"tk-shell": shell}})
    for name in "engine_init", "bundle_init":
        toolkit.write(configuration, "install/core/hooks/{}.py".format(name), toolkit.IDLE_HOOK)
    toolkit.write(configuration, "install/core/hooks/pick_environment.py", PICK_ENVIRONMENT)
    toolkit.write(configuration, "install/core/hooks/context_change.py", CONTEXT_CHANGE)


def main(url, directory, setting, engine, program, *arguments):
    write_launcher(directory, setting)
    tk = toolkit.start(directory, url)
    import sgtk

    shell = sgtk.platform.start_engine("tk-shell", tk, tk.context_from_entity("Project", 1))
    status = shell.apps["tk-multi-launchapp"].launch(engine, program, " ".join(arguments), "2024.2")
    sys.exit(1 if status else 0)


main(*sys.argv[1:])

"""Runs a before_app_launch hook on Python 2, which sgtk does not support, and then a script.

usage: launch_python2.py HOOK SCRIPT [ARGUMENT...]

The module `sgtk` here has only what the hook uses: `get_hook_baseclass`, `Hook.execute` and
`Hook.logger`.
"""

import logging
import subprocess
import sys
import types


class Hook(object):
    logger = logging.getLogger("hook")

    def execute(self):
        pass


def main(path, *program):
    logging.basicConfig()
    sys.modules["sgtk"] = sgtk = types.ModuleType("sgtk")
    sgtk.Hook = Hook
    sgtk.get_hook_baseclass = lambda: Hook
    hook = {"__name__": "hook"}
    with open(path) as source:
        exec(source.read(), hook)
    hook["BeforeAppLaunch"]().execute(app_path=sys.executable, app_args="", version=None, engine_name="tk-maya")
    sys.exit(subprocess.call([sys.executable] + list(program)))


main(*sys.argv[1:])

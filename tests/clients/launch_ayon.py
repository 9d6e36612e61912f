"""Starts a program with pre-launch hooks, as AYON does.

usage: launch_ayon.py HOOK LAUNCH_TYPE GROUP VARIANT EXECUTABLE [ARGUMENT...]

HOOK is the file of a hook, or empty. Only an AYON server distributes AYON's launcher and its
applications addon, so this script replaces the parts that a hook uses: the base class with `log`,
`launch_context.env`, `application` (`name`, `full_name`) and `app_group.name`. As in AYON,

- the launcher sets SSL_CERT_FILE to certifi's bundle unless it is set;
- the hooks change a copy of the environment;
- EXECUTABLE and the arguments come from the settings;
- the hooks of the launch type, and those without a type, run in their order. The first and the last
  one are AYON's.
"""

import logging
import os
import subprocess
import sys
import types

import certifi


class PreLaunchHook:
    order = None
    launch_types = {"local"}

    def __init__(self, launch_context):
        self.launch_context = launch_context
        self.log = logging.getLogger(type(self).__name__)

    @property
    def application(self):
        return self.launch_context.application

    @property
    def app_group(self):
        return self.application.group


class Prepare(PreLaunchHook):
    order = 0
    launch_types = set()

    def execute(self):
        env = self.launch_context.env
        env["PYTHONPATH"] = os.pathsep.join(filter(None, ["/ayon/startup", env.get("PYTHONPATH")]))


class FilterForFarm(PreLaunchHook):
    order = 1000
    launch_types = {"farm-publish"}

    def execute(self):
        self.launch_context.env.pop("NOT_ON_FARMS", None)


def hooks_of(path, launch_type):
    sys.modules["ayon_applications"] = addon = types.ModuleType("ayon_applications")
    addon.PreLaunchHook = PreLaunchHook
    module = {"__name__": "hook"}
    if path:
        with open(path) as source:
            exec(source.read(), module)
    every = PreLaunchHook.__subclasses__()
    valid = [hook for hook in every if not hook.launch_types or launch_type in hook.launch_types]
    # A hook without an order runs last.
    return sorted(valid, key=lambda hook: (hook.order is None, hook.order))


def main(hook, launch_type, group, variant, *launch_args):
    logging.basicConfig(format="%(levelname)s: %(message)s")
    if not os.getenv("SSL_CERT_FILE"):
        os.environ["SSL_CERT_FILE"] = certifi.where()
    application = types.SimpleNamespace(name=variant, full_name=group + "/" + variant)
    application.group = types.SimpleNamespace(name=group)
    context = types.SimpleNamespace(application=application, env=dict(os.environ))
    for each in hooks_of(hook, launch_type):
        each(context).execute()
    sys.exit(subprocess.call(launch_args, env=context.env))


main(*sys.argv[1:])

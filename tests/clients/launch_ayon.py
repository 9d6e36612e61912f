"""Starts a program as AYON does, up to a pre-launch hook.

usage: launch_ayon.py HOOK LAUNCH_TYPE GROUP VARIANT EXECUTABLE [ARGUMENT...]

HOOK is the file of a hook, or empty. AYON's launcher and its applications addon are distributed by its server alone.
What stands in for them here is what a hook sees: the class that it extends, with `log`, `launch_context.env`,
`application` with its `name` and `full_name`, and `app_group.name`. As in AYON, the launcher points SSL_CERT_FILE at
certifi where it is not set, the environment of a launch is a copy of its own, EXECUTABLE and the arguments are those of
the settings, and a launch has the hooks of its type, or of any, each in its order. Two are AYON's own: the first and the
last.
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
    # One without an order comes last.
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

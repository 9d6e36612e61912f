"""AYON launch hook: applies the environment of an sglaunch profile to the programs that AYON starts.

Copy this file to the directory of launch hooks of one of the studio's addons, the one that
`get_launch_hook_paths` returns. sglaunch must be on PATH, or its path in the variable `SGLAUNCH`.
If anything fails, the reason is logged and the program starts without the changes.
"""

import json
import shutil
import subprocess

from ayon_applications import PreLaunchHook

# Application groups that have a profile of the same name. Other groups get FALLBACK.
PROFILES = {
    "aftereffects",
    "blender",
    "flame",
    "hiero",
    "houdini",
    "mari",
    "maya",
    "motionbuilder",
    "nuke",
    "nukeassist",
    "nukestudio",
    "nukex",
    "photoshop",
}
FALLBACK = "defaults"

# Timeout for sglaunch. Building the first bundle takes a moment, on macOS some seconds.
SECONDS = 60


class SglaunchEnvironment(PreLaunchHook):
    """Runs `sglaunch env` in the environment that AYON has prepared, and applies the changes."""

    # After the hooks of AYON's core that prepare the environment, and before the one that filters
    # it for a farm, which has 1000.
    order = 900
    # An empty set means every launch type, on workstations and on the farm.
    launch_types = set()

    def execute(self):
        group = self.app_group.name
        profile = group if group in PROFILES else FALLBACK
        try:
            self.apply(profile, self.application.name)
        except Exception as error:
            self.log.warning(
                "%s starts without sglaunch's environment and may not trust the studio's servers: %s",
                self.application.full_name,
                error,
            )

    def apply(self, profile, variant):
        """Applies the changes of a profile to the environment of the launch."""
        env = self.launch_context.env
        try:
            # Profiles can use the version. AYON writes 20-5 for 20.5.
            changes = changes_of("{}@{}".format(profile, variant.replace("-", ".")), env)
        except SglaunchFailed as error:
            self.log.debug("no environment for this version of the program: %s", error)
            changes = changes_of(profile, env)
        for name, value in changes.items():
            if value is None:
                env.pop(name, None)
            else:
                env[name] = value
        self.log.debug("sglaunch changed %s for `%s`", ", ".join(sorted(changes)), profile)


class SglaunchFailed(Exception):
    """The error message of sglaunch."""


def changes_of(profile, env):
    """Returns the variables to set; a variable to remove has the value None."""
    name = env.get("SGLAUNCH") or "sglaunch"
    program = shutil.which(name, path=env.get("PATH"))
    if program is None:
        raise FileNotFoundError(
            "{} was not found: put its directory on PATH, or its path into SGLAUNCH".format(name)
        )
    command = [program, "env", profile, "--format", "json"]
    result = subprocess.run(
        command,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        timeout=SECONDS,
        # Without this, Windows opens a console window.
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    if result.returncode != 0:
        message = result.stderr.decode("utf-8", "replace").strip()
        raise SglaunchFailed("{}\nto reproduce it, run `{}`".format(message, " ".join(command)))
    return json.loads(result.stdout)

"""Gives a program that AYON starts the environment that sglaunch would start it with.

Put it into the folder of launch hooks of an addon of the studio, the one that its `get_launch_hook_paths` names.
`SGLAUNCH` may name the program, where it is not on PATH. Whatever goes wrong is logged, and the program starts without
sglaunch's help.
"""

import json
import shutil
import subprocess

from ayon_applications import PreLaunchHook

# The groups of applications that have a profile of the same name. Others get what is in every profile.
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

# A first bundle takes a moment, on macOS some seconds. A program that somebody waits for does not wait forever.
SECONDS = 60


class SglaunchEnvironment(PreLaunchHook):
    """Runs `sglaunch env` in the environment that AYON has prepared, and takes over what it says."""

    # After the hooks of AYON's core, which prepare the environment, but for the one that filters it for a farm: 1000.
    order = 900
    # All of them: on a farm as on a workstation.
    launch_types = set()

    def execute(self):
        group = self.app_group.name
        profile = group if group in PROFILES else FALLBACK
        try:
            self.take_over(profile, self.application.name)
        except Exception as error:
            self.log.warning(
                "%s starts without what sglaunch would give it, and may not trust the studio's servers: %s",
                self.application.full_name,
                error,
            )

    def take_over(self, profile, variant):
        """Makes the changes of a profile to the environment of the launch."""
        env = self.launch_context.env
        try:
            # A profile can make use of the version. AYON writes 20-5 where others write 20.5.
            changes = changes_of("{}@{}".format(profile, variant.replace("-", ".")), env)
        except Refused as refused:
            self.log.debug("sglaunch does not know this version: %s", refused)
            changes = changes_of(profile, env)
        for name, value in changes.items():
            if value is None:
                env.pop(name, None)
            else:
                env[name] = value
        self.log.debug("sglaunch changed %s for `%s`", ", ".join(sorted(changes)), profile)


class Refused(Exception):
    """What sglaunch says went wrong."""


def changes_of(profile, env):
    """The variables to set, and with None those to remove."""
    wanted = env.get("SGLAUNCH") or "sglaunch"
    program = shutil.which(wanted, path=env.get("PATH"))
    if program is None:
        raise FileNotFoundError(
            "{} was not found: put its folder on PATH, or its path into SGLAUNCH".format(wanted)
        )
    command = [program, "env", profile, "--format", "json"]
    result = subprocess.run(
        command,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        timeout=SECONDS,
        # Windows opens a console otherwise.
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    if result.returncode != 0:
        said = result.stderr.decode("utf-8", "replace").strip()
        raise Refused("{}\n`{}` shows it again".format(said, " ".join(command)))
    return json.loads(result.stdout)

"""AYON launch hook: applies the environment of an sglaunch profile to the programs that AYON starts.

Copy this file to the directory of launch hooks of one of the studio's addons, the one that
`get_launch_hook_paths` returns. The variable `SGLAUNCH` can hold the path of sglaunch. Without it,
sglaunch is that of the Python package in AYON's own Python, or must be on PATH. If anything fails,
the reason is logged and the program starts without the changes.
"""

import json
import shutil
import subprocess

from ayon_applications import LaunchTypes, PreLaunchHook
from ayon_core.lib import filter_profiles

# Application groups and hosts that have a profile of the same name. Others get FALLBACK.
PROFILES = {
    "aftereffects",
    "blender",
    "flame",
    "hiero",
    "houdini",
    "houdinicore",
    "hython",
    "mari",
    "maya",
    "mayapy",
    "motionbuilder",
    "nuke",
    "nukeassist",
    "nukestudio",
    "nukex",
    "photoshop",
    "python",
}
FALLBACK = "defaults"

# Timeout for sglaunch. Building the first bundle takes a moment, on macOS some seconds.
SECONDS = 60


class SglaunchEnvironment(PreLaunchHook):
    """Runs `sglaunch env` in the environment that AYON has prepared, and applies the changes."""

    # After the hooks of AYON's core that prepare the environment, and before the one that filters
    # it for a farm, which has 1000. Hooks without an order always run later.
    order = 900
    # An empty set means every launch type, on workstations and on the farm.
    launch_types = set()

    def execute(self):
        # A group is an application in AYON's settings; its host is the integration that it uses.
        names = [self.app_group.name, self.application.host_name]
        profile = next((name for name in names if name in PROFILES), FALLBACK)
        try:
            self.apply(profile, self.application.name)
            self.log_later_hooks()
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
        left_to_ayon = self.removed_by_ayon()
        for name, value in changes.items():
            if value is not None:
                env[name] = value
            elif name not in left_to_ayon:
                env.pop(name, None)
        self.log.debug("sglaunch changed %s for `%s`", ", ".join(sorted(changes)), profile)

    def removed_by_ayon(self):
        """Returns the variables that AYON's filter for farms removes after this hook.

        The filter raises KeyError, which stops the launch, for a variable that is already gone.
        """
        settings = self.data.get("project_settings", {}).get("core", {})
        profiles = settings.get("filter_env_profiles")
        if not profiles or self.launch_context.launch_type != LaunchTypes.farm_publish:
            return []
        task = self.data["task_entity"]
        launch = {
            "host_names": self.host_name,
            "task_types": task["taskType"],
            "task_names": task["name"],
            "folder_paths": self.data["folder_path"],
        }
        matching = filter_profiles(profiles, launch, logger=self.log)
        return matching["skip_env_keys"] if matching else []

    def log_later_hooks(self):
        """Logs the hooks that can change what this hook has set."""
        hooks = self.launch_context.prelaunch_hooks
        later = [type(hook).__name__ for hook in hooks[hooks.index(self) + 1 :]]
        if later:
            self.log.info("these hooks run after sglaunch's: %s", ", ".join(later))


class SglaunchFailed(Exception):
    """The error message of sglaunch."""


def packaged_sglaunch():
    """Returns the program of the Python package, or None."""
    try:
        from sglaunch import find_sglaunch_bin

        return find_sglaunch_bin()
    except (Exception, SystemExit):
        # Any module can have this name, and fail in any way. A script would end the launcher.
        return None


def changes_of(profile, env):
    """Returns the variables to set; a variable to remove has the value None."""
    name = env.get("SGLAUNCH") or packaged_sglaunch() or "sglaunch"
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

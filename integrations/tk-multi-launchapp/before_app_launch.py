"""Toolkit hook: applies the environment of an sglaunch profile to the programs that Toolkit starts.

Copy this file to `hooks/tk-multi-launchapp` of the configuration and name it in the settings of
tk-multi-launchapp:

    hook_before_app_launch: "{config}/tk-multi-launchapp/before_app_launch.py"

If the studio already has such a hook, put its path in front, before a colon. The variable `SGLAUNCH`
can hold the path of sglaunch. Without it, sglaunch is that of the Python package in Toolkit's own
Python, or must be on PATH. If anything fails, the reason is logged and the program starts without
the changes. Works with Python 2.7 and 3.
"""

import json
import os
import subprocess
import sys
import threading

import sgtk

HookBaseClass = sgtk.get_hook_baseclass()

# The profile of each engine's program. Other engines get FALLBACK.
PROFILES = {
    "tk-aftereffects": "aftereffects",
    "tk-blender": "blender",
    "tk-flame": "flame",
    "tk-hiero": "hiero",
    "tk-houdini": "houdini",
    "tk-mari": "mari",
    "tk-maya": "maya",
    "tk-motionbuilder": "motionbuilder",
    "tk-nuke": "nuke",
    "tk-nukestudio": "nukestudio",
    "tk-photoshop": "photoshop",
    "tk-photoshopcc": "photoshop",
}
FALLBACK = "defaults"

# Other editions that an engine starts, by the name of the executable or by a flag.
EDITIONS = {
    "tk-houdini": ["happrentice", "hindie", "houdinicore", "houdinifx"],
    "tk-nuke": ["--hiero", "--nukeassist", "--nukex", "--studio"],
}
EDITION_PROFILES = {"--studio": "nukestudio"}

# Timeout for sglaunch. Building the first bundle takes a moment, on macOS some seconds.
SECONDS = 60

# From Windows' headers; subprocess has it since Python 3.7.
CREATE_NO_WINDOW = 0x08000000


class BeforeAppLaunch(HookBaseClass):
    """Runs `sglaunch env` and applies the changes."""

    def execute(self, **kwargs):
        """Gets app_path, app_args, version and, except from old launch apps, engine_name."""
        # The bare base class takes no arguments.
        if HookBaseClass.execute != sgtk.Hook.execute:
            super(BeforeAppLaunch, self).execute(**kwargs)
        path = kwargs.get("app_path") or ""
        try:
            engine = kwargs.get("engine_name") or self.parent.get_setting("engine", None)
            profile = profile_for(engine, path, kwargs.get("app_args") or "")
            self._apply(profile, kwargs.get("version"))
        except Exception as error:
            self.logger.warning(
                "%s starts without sglaunch's environment and may not trust the site: %s", path, error
            )

    def _apply(self, profile, version):
        """Applies the changes of a profile to this process, whose environment the program gets."""
        try:
            # Profiles can use the version.
            changes = changes_of("{}@{}".format(profile, version) if version else profile)
        except SglaunchFailed as error:
            if not version:
                raise
            self.logger.debug("no environment for this version of the program: %s", error)
            changes = changes_of(profile)
        for name, value in changes.items():
            if value is None:
                os.environ.pop(native(name), None)
            else:
                os.environ[native(name)] = native(value)
        self.logger.debug("sglaunch changed %s for `%s`", ", ".join(sorted(changes)), profile)


class SglaunchFailed(Exception):
    """The error message of sglaunch."""


def profile_for(engine, path, args):
    """Returns the name of the profile for a program."""
    stem = os.path.splitext(os.path.basename(path))[0].lower()
    for edition in EDITIONS.get(engine, []):
        if edition == stem or edition in args.split():
            return EDITION_PROFILES.get(edition, edition.lstrip("-"))
    return PROFILES.get(engine, FALLBACK)


def packaged_sglaunch():
    """Returns the program of the Python package, or None."""
    try:
        from sglaunch import find_sglaunch_bin

        return find_sglaunch_bin()
    except (Exception, SystemExit):
        # Any module can have this name, and fail in any way. A script would end the launcher.
        return None


def changes_of(profile):
    """Returns the variables to set; a variable to remove has the value None."""
    program = os.environ.get("SGLAUNCH") or packaged_sglaunch() or "sglaunch"
    try:
        return json.loads(output_of([program, "env", profile, "--format", "json"]).decode("utf-8"))
    except OSError as error:
        hint = "put its directory on PATH, or its path into SGLAUNCH"
        raise EnvironmentError("{} cannot be run ({}): {}".format(program, error, hint))


def output_of(command):
    # On Windows a program without a console has no input to inherit, and would open a console window.
    flags = CREATE_NO_WINDOW if sys.platform == "win32" else 0
    with open(os.devnull) as nothing:
        process = subprocess.Popen(
            command, stdin=nothing, stdout=subprocess.PIPE, stderr=subprocess.PIPE, creationflags=flags
        )
    # Python 2 has no timeout in `communicate`.
    timer = threading.Timer(SECONDS, process.kill)
    timer.start()
    try:
        output, errors = process.communicate()
    finally:
        timer.cancel()
    if process.returncode != 0:
        message = errors.decode("utf-8", "replace").strip()
        if not message:
            raise RuntimeError("`{}` did not answer within {} s".format(" ".join(command), SECONDS))
        raise SglaunchFailed("{}\nto reproduce it, run `{}`".format(message, " ".join(command)))
    return output


def native(text):
    """Returns the type that os.environ takes: in Python 2, bytes."""
    if sys.version_info[0] == 2:
        return text.encode(sys.getfilesystemencoding() or "utf-8")
    return text

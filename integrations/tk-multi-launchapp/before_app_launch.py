"""Gives a program that Toolkit starts the environment that sglaunch would start it with.

Copy it to `hooks/tk-multi-launchapp` of the configuration and name it in the settings of tk-multi-launchapp:

    hook_before_app_launch: "{config}/tk-multi-launchapp/before_app_launch.py"

A hook that the studio has already goes in front of it, before a colon. `SGLAUNCH` may name the program, where it is not
on PATH. Whatever goes wrong is logged, and the program starts without sglaunch's help. For Python 2.7 and 3.
"""

import json
import os
import subprocess
import sys
import threading

import sgtk

HookBaseClass = sgtk.get_hook_baseclass()

# The profile of each engine's program. Others get what is in every profile.
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

# What else one engine starts, by the name of the program or by a flag.
EDITIONS = {
    "tk-houdini": ["happrentice", "hindie", "houdinicore", "houdinifx"],
    "tk-nuke": ["--hiero", "--nukeassist", "--nukex", "--studio"],
}
EDITION_PROFILES = {"--studio": "nukestudio"}

# A first bundle takes a moment, on macOS some seconds. A program that somebody waits for does not wait forever.
SECONDS = 60

# In Windows' headers, and in subprocess since Python 3.7.
CREATE_NO_WINDOW = 0x08000000


class BeforeAppLaunch(HookBaseClass):
    """Runs `sglaunch env` and takes over what it says."""

    def execute(self, **kwargs):
        """The launcher's arguments: app_path, app_args, version and, except for old ones, engine_name."""
        # The bare base class takes no arguments.
        if HookBaseClass.execute != sgtk.Hook.execute:
            super(BeforeAppLaunch, self).execute(**kwargs)
        path = kwargs.get("app_path") or ""
        try:
            engine = kwargs.get("engine_name") or self.parent.get_setting("engine", None)
            profile = profile_for(engine, path, kwargs.get("app_args") or "")
            self._take_over(profile, kwargs.get("version"))
        except Exception as error:
            self.logger.warning(
                "%s starts without what sglaunch would give it, and may not trust the site: %s", path, error
            )

    def _take_over(self, profile, version):
        """Makes the changes of a profile to the environment, from which the program is started next."""
        try:
            # A profile can make use of the version.
            changes = changes_of("{}@{}".format(profile, version) if version else profile)
        except Refused as refused:
            if not version:
                raise
            self.logger.debug("sglaunch does not know this version: %s", refused)
            changes = changes_of(profile)
        for name, value in changes.items():
            if value is None:
                os.environ.pop(native(name), None)
            else:
                os.environ[native(name)] = native(value)
        self.logger.debug("sglaunch changed %s for `%s`", ", ".join(sorted(changes)), profile)


class Refused(Exception):
    """What sglaunch says went wrong."""


def profile_for(engine, path, args):
    """The name of the profile for a program."""
    stem = os.path.splitext(os.path.basename(path))[0].lower()
    for edition in EDITIONS.get(engine, []):
        if edition == stem or edition in args.split():
            return EDITION_PROFILES.get(edition, edition.lstrip("-"))
    return PROFILES.get(engine, FALLBACK)


def changes_of(profile):
    """The variables to set, and with None those to remove."""
    program = os.environ.get("SGLAUNCH") or "sglaunch"
    try:
        return json.loads(output_of([program, "env", profile, "--format", "json"]).decode("utf-8"))
    except OSError as error:
        advice = "put its folder on PATH, or its path into SGLAUNCH"
        raise EnvironmentError("{} cannot be run ({}): {}".format(program, error, advice))


def output_of(command):
    # A program without a console has no input that could be inherited on Windows, and would open a console.
    flags = CREATE_NO_WINDOW if sys.platform == "win32" else 0
    with open(os.devnull) as nothing:
        process = subprocess.Popen(
            command, stdin=nothing, stdout=subprocess.PIPE, stderr=subprocess.PIPE, creationflags=flags
        )
    # Python 2 knows no other way to stop waiting.
    timer = threading.Timer(SECONDS, process.kill)
    timer.start()
    try:
        output, errors = process.communicate()
    finally:
        timer.cancel()
    if process.returncode != 0:
        said = errors.decode("utf-8", "replace").strip()
        if not said:
            raise RuntimeError("no answer from `{}` for {} s".format(" ".join(command), SECONDS))
        raise Refused("{}\n`{}` shows it again".format(said, " ".join(command)))
    return output


def native(text):
    """What os.environ takes: in Python 2 bytes."""
    if sys.version_info[0] == 2:
        return text.encode(sys.getfilesystemencoding() or "utf-8")
    return text

"""Finds the program sglaunch that this package has installed.

`python -m sglaunch ARGUMENT...` runs it. A hook or a tool runs it by its path:

    import subprocess
    from sglaunch import find_sglaunch_bin

    subprocess.check_call([find_sglaunch_bin(), "houdini", "shot.hip"])

To start the program itself, with the environment of a profile (None removes a variable):

    import json

    output = subprocess.check_output([find_sglaunch_bin(), "env", "houdini", "--format", "json"])
    changes = json.loads(output)

Works with Python 2.7 too.
"""

import errno
import os
import sys
import sysconfig

__all__ = ["find_sglaunch_bin"]


def find_sglaunch_bin():
    """Returns the path of the program, or raises FileNotFoundError (in Python 2, OSError)."""
    package = os.path.dirname(os.path.abspath(__file__))
    if not os.path.isdir(package):
        raise _not_found("{} is in an archive, from which no program runs: unpack it", package)
    directories = _directories(package)
    for directory in directories:
        path = os.path.join(directory, "sglaunch.exe" if sys.platform == "win32" else "sglaunch")
        if os.path.isfile(path):
            return path
    raise _not_found("the program of {} is not in {}: install it again", package, ", ".join(directories))


def _directories(package):
    """Returns the directories where installers put the program, nearest first.

    The Python that runs is not always the one that the package was installed for: PYTHONPATH can
    name the directory of `pip install --target`. So the search begins at the package. The directory
    of programs is beside it (`--target`), or beside lib/python3.11/site-packages; on Windows beside
    Lib/site-packages or, of a user, Python311/site-packages. An editable installation has its
    package in a checkout, and the program where this Python has its others.
    """
    is_windows = sys.platform == "win32"
    packages = os.path.dirname(package)
    directories = [os.path.join(packages, name) for name in (["bin", "Scripts"] if is_windows else ["bin"])]
    if os.path.basename(packages) in ("site-packages", "dist-packages"):
        library = os.path.dirname(packages)
        parent = os.path.dirname(library)
        if is_windows:
            directories += [os.path.join(directory, "Scripts") for directory in (library, parent)]
        else:
            directories.append(os.path.join(os.path.dirname(parent), "bin"))
    return directories + [sysconfig.get_path("scripts")]


def _not_found(message, *arguments):
    # Python 3 makes a FileNotFoundError of this number.
    return OSError(errno.ENOENT, message.format(*arguments))

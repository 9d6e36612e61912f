"""Runs sglaunch: `python -m sglaunch ARGUMENT...`."""

import os
import signal
import subprocess
import sys

from sglaunch import find_sglaunch_bin


def main():
    try:
        command = [find_sglaunch_bin()] + sys.argv[1:]
    except OSError as error:
        sys.stderr.write("sglaunch: {}\n".format(error.strerror))
        # The exit code of env(1) for its own failures, and of sglaunch.
        sys.exit(125)
    if sys.platform == "win32":
        sys.exit(wait_for(command))
    # Python ignores these signals, and a program would inherit that.
    for name in ("SIGPIPE", "SIGXFSZ"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    os.execv(command[0], command)


def wait_for(command):
    """Runs the program, and returns its exit code. Windows has no exec."""
    # Ctrl+C and Ctrl+Break are for the program, which gets them too.
    for name in ("SIGINT", "SIGBREAK"):
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    code = subprocess.call(command)
    # sys.exit takes a signed number, and the codes of crashes are above 0x7FFFFFFF.
    return code - (1 << 32) if code > 0x7FFFFFFF else code


main()

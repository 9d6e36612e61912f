"""Reads symbols.txt, the list of what sglaunch may call in macOS."""

import collections
import os
import re

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "symbols.txt")

# The oldest macOS that sglaunch supports.
OLDEST = (11, 0)


def read():
    """Returns the symbols of each library. Exits if one is newer than the oldest macOS."""
    libraries, symbols = collections.OrderedDict(), None
    with open(PATH, encoding="ascii") as file:
        for number, line in enumerate(file, 1):
            line = line.split("#")[0].strip()
            if line.startswith("["):
                symbols = libraries.setdefault(line.strip("[]"), [])
            elif line:
                match = re.fullmatch(r"(\d+)\.(\d+) +(\S+)", line)
                if not match or symbols is None:
                    raise SystemExit(f"{PATH}:{number}: not a version and a symbol: {line}")
                if (int(match[1]), int(match[2])) > OLDEST:
                    raise SystemExit(f"{PATH}:{number}: {match[3]} is newer than macOS {OLDEST}")
                symbols.append(match[3])
    return libraries

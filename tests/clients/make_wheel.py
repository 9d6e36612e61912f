"""Creates a package index with the wheel of one empty package.

usage: make_wheel.py DIRECTORY NAME
"""

import os
import sys
import zipfile

WHEEL = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py2-none-any\nTag: py3-none-any\n"
PAGE = '<!DOCTYPE html><html><body><a href="{0}">{0}</a></body></html>\n'


def main():
    package, name = os.path.join(sys.argv[1], sys.argv[2]), sys.argv[2]
    wheel = "{}-1.0-py2.py3-none-any.whl".format(name)
    about = "{}-1.0.dist-info/".format(name)
    content = {
        name + ".py": "",
        about + "METADATA": "Metadata-Version: 2.1\nName: {}\nVersion: 1.0\n".format(name),
        about + "WHEEL": WHEEL,
    }
    record = ["{},,\n".format(entry) for entry in sorted(content) + [about + "RECORD"]]
    content[about + "RECORD"] = "".join(record)
    os.makedirs(package)
    with zipfile.ZipFile(os.path.join(package, wheel), "w") as archive:
        for entry in sorted(content):
            archive.writestr(entry, content[entry])
    with open(os.path.join(package, "index.html"), "w") as page:
        page.write(PAGE.format(wheel))


main()

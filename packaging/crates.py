"""The parts of the released programs: crates, as `cargo metadata` and Cargo.lock list them, and libraries."""

import json
import os
import re
import shutil
import subprocess
import sys

# The targets of the released programs, with the word for each in documents.
TARGETS = {
    "x86_64-unknown-linux-musl": "Linux",
    "aarch64-unknown-linux-musl": "Linux",
    "x86_64-pc-windows-gnu": "Windows",
    "x86_64-apple-darwin": "macOS",
    "aarch64-apple-darwin": "macOS",
}

# What is linked in besides crates and Rust's standard library. The texts of a library without a package
# are in Rust's documentation.
LIBRARIES = [
    {
        "name": "musl",
        "description": "the C library of the programs for Linux, from Rust",
        "license": "MIT",
        "system": "Linux",
        "package": "musl-dev",
    },
    {
        "name": "mingw-w64",
        "description": "the start files and import libraries of the programs for Windows",
        "license": "ZPL-2.1",
        "system": "Windows",
        "package": "mingw-w64-x86-64-dev",
    },
    {
        "name": "libgcc",
        "description": "the start files of GCC in the programs for Linux, from Rust",
        "license": "GPL-3.0-or-later WITH GCC-exception-3.1",
        "system": "Linux",
        "package": None,
    },
    {
        "name": "libgcc",
        "description": "GCC's libgcc and start files in the programs for Windows",
        "license": "GPL-3.0-or-later WITH GCC-exception-3.1",
        "system": "Windows",
        "package": None,
    },
]


def shipped():
    """Returns the program's package, and the packages of the crates that are compiled into it.

    A macro's output is in the program, but not what the macro itself is linked with. Each package
    has `systems` and `needs`, the packages it depends on.
    """
    found = {}
    for target, system in TARGETS.items():
        command = ["cargo", "metadata", "--format-version=1", "--locked", "--filter-platform", target]
        metadata = json.loads(subprocess.check_output(command))
        packages = {package["id"]: package for package in metadata["packages"]}
        nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
        root = metadata["resolve"]["root"]
        waiting, seen = [root], set()
        while waiting:
            key = waiting.pop()
            if key in seen:
                continue
            seen.add(key)
            package = found.setdefault(key, dict(packages[key], systems=set(), needs=set()))
            package["systems"].add(system)
            if any("proc-macro" in part["kind"] for part in package["targets"]):
                continue
            for dependency in nodes[key]["deps"]:
                # Neither for build scripts nor for tests.
                if any(kind["kind"] is None for kind in dependency["dep_kinds"]):
                    package["needs"].add(dependency["pkg"])
                    waiting.append(dependency["pkg"])
    for package in found.values():
        # The older form of an alternative.
        package["license"] = re.sub(r" */ *", " OR ", package["license"] or "")
        package["directory"] = os.path.dirname(package["manifest_path"])
    program = found.pop(root)
    crates = sorted(found.values(), key=lambda package: (package["name"], package["version"]))
    return program, crates


def checksums():
    """Returns the SHA-256 of each crate of a registry, by name and version."""
    with open("Cargo.lock", encoding="utf-8") as file:
        entries = re.findall(
            r'^name = "(.+)"\nversion = "(.+)"\nsource = ".+"\nchecksum = "(.+)"$', file.read(), re.M
        )
    return {(name, version): checksum for name, version, checksum in entries}


def compiler():
    """Returns the version and the directory of the Rust compiler."""
    version = subprocess.check_output(["rustc", "--version"], text=True).split()[1]
    return version, subprocess.check_output(["rustc", "--print", "sysroot"], text=True).strip()


def libraries():
    """Returns LIBRARIES, each with its `version`: that in the file that is linked."""
    for tool, package in [("ar", "binutils"), ("x86_64-w64-mingw32-gcc", "gcc-mingw-w64-x86-64")]:
        if not shutil.which(tool):
            sys.exit(f"packaging/documents needs this package: apt-get install {package}")
    target = "x86_64-unknown-linux-musl"
    subprocess.run(["scripts/add-targets", target], check=True)
    command = ["rustc", "--print", "target-libdir", "--target", target]
    linked = os.path.join(subprocess.check_output(command, text=True).strip(), "self-contained")
    c_library = subprocess.check_output(["ar", "p", os.path.join(linked, "libc.a"), "version.lo"])
    with open(os.path.join(linked, "crtbegin.o"), "rb") as file:
        start_file = file.read()
    with open("/usr/share/mingw-w64/include/_mingw_mac.h", "rb") as file:
        header = file.read()
    compiler = subprocess.check_output(["x86_64-w64-mingw32-gcc", "-dumpversion"])
    versions = {
        ("musl", "Linux"): re.search(rb"(?<![\d.])\d+\.\d+\.\d+(?=\0)", c_library).group(),
        ("mingw-w64", "Windows"): b".".join(re.findall(rb"__MINGW64_VERSION_M\w+\s+(\d+)", header)[:2]),
        ("libgcc", "Linux"): re.search(rb"GCC: \(.*?\) ([\d.]+)", start_file).group(1),
        ("libgcc", "Windows"): re.match(rb"[\d.]+", compiler).group(),
    }
    return [
        dict(library, version=versions[library["name"], library["system"]].decode()) for library in LIBRARIES
    ]

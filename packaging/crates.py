"""The crates in the released programs: what `cargo metadata` and Cargo.lock say about them."""

import json
import os
import re
import subprocess

# The targets of the released programs, with the word for each in documents.
TARGETS = {
    "x86_64-unknown-linux-musl": "Linux",
    "aarch64-unknown-linux-musl": "Linux",
    "x86_64-pc-windows-gnu": "Windows",
    "x86_64-apple-darwin": "macOS",
    "aarch64-apple-darwin": "macOS",
}


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

"""A pipeline configuration of Toolkit with the sgtk of this Python.

The package sgtk lacks the default hooks of the core, so this module writes them. Like Toolkit's
own, they do nothing. If the variable SGLAUNCH_TOOLKIT names a directory with a clone of `tk-core`,
the configuration has that core, with its own hooks.
"""

import json
import os
import platform
import shutil
import sys

# No __pycache__ beside the tests.
sys.dont_write_bytecode = True

IDLE_HOOK = """
import sgtk

class Idle(sgtk.Hook):
    def execute(self, shotgun_data=None, **kwargs):
        return shotgun_data
"""

CACHE_LOCATION_HOOK = """
import os
import sgtk

class CacheLocation(sgtk.Hook):
    def get_path_cache_path(self, **kwargs):
        return os.path.join(os.environ["SHOTGUN_HOME"], "path_cache.db")
"""

PROJECT = "demo"

# A directory with the sources of Toolkit's newer versions, which PyPI does not have.
SOURCES = os.getenv("SGLAUNCH_TOOLKIT")

# The field of a storage's path, by operating system.
PATHS = {"Linux": "linux_path", "Darwin": "mac_path", "Windows": "windows_path"}
PATH = PATHS[platform.system()]


def start(directory, url):
    """Returns Toolkit for the only project of the site."""
    os.environ["SHOTGUN_HOME"] = os.path.join(directory, "home")
    configuration = write_configuration(directory)
    sys.path.insert(0, os.path.join(configuration, "install", "core", "python"))
    if SOURCES:
        sys.path.append(os.path.join(SOURCES, "packages"))
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    import sgtk
    from tank_vendor.shotgun_api3 import Shotgun

    # Do not retry: an untrusted certificate stays untrusted.
    os.environ["SHOTGUN_API_RETRY_INTERVAL"] = "0"
    Shotgun.BACKOFF = 0
    authenticator = sgtk.authentication.ShotgunAuthenticator()
    sgtk.set_authenticated_user(authenticator.create_script_user("publisher", "key", url))
    return sgtk.sgtk_from_path(configuration)


def write_configuration(directory):
    """Writes a centralized configuration with its own core. In the site, record 1 is the project
    and record 2 the storage."""
    configuration = os.path.join(directory, "toolkit")
    root = {"default": True, "shotgun_storage_id": 2}
    root.update({name: os.path.join(directory, "projects") if name == PATH else None for name in PATHS.values()})
    names = {"project_id": 1, "project_name": PROJECT, "pc_id": 3, "pc_name": "Primary"}
    metadata = dict(names, published_file_entity_type="PublishedFile", use_shotgun_path_cache=True)
    location = {name: configuration if path == PATH else None for name, path in PATHS.items()}
    write_yaml(configuration, "config/core/roots.yml", {"primary": root})
    write_yaml(configuration, "config/core/pipeline_configuration.yml", metadata)
    write_yaml(configuration, "config/core/install_location.yml", location)
    core = os.path.join(configuration, "install", "core")
    if not SOURCES:
        for name in "pipeline_configuration_init", "tank_init", "before_register_publish", "get_current_login":
            write(core, "hooks/{}.py".format(name), IDLE_HOOK)
        write(core, "hooks/cache_location.py", CACHE_LOCATION_HOOK)
        if not os.path.lexists(os.path.join(core, "python")):
            install(os.path.join(core, "python"))
    elif not os.path.lexists(core):
        os.mkdir(os.path.dirname(core))
        os.symlink(os.path.join(SOURCES, "tk-core"), core)
    return configuration


def install(core):
    """Links the core to the installed sgtk; copies it on Windows, where links need a privilege."""
    installed = next(path for path in sys.path if os.path.isdir(os.path.join(path, "tank_vendor")))
    if PATH != "windows_path":
        os.symlink(installed, core)
        return
    for name in "sgtk", "tank", "tank_vendor":
        shutil.copytree(os.path.join(installed, name), os.path.join(core, name))


def write_yaml(directory, path, content):
    # JSON is YAML.
    write(directory, path, json.dumps(content))


def write(directory, path, text):
    path = os.path.join(directory, path)
    if not os.path.isdir(os.path.dirname(path)):
        os.makedirs(os.path.dirname(path))
    with open(path, "w") as file:
        file.write(text)

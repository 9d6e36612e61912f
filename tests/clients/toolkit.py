"""A pipeline configuration of Toolkit on disk, as a studio has it, around the sgtk of this Python.

PyPI's sgtk is the core without the hooks that it falls back on, which are therefore written here: they do nothing, as
Toolkit's own do unless a studio changes them. Only sgtk itself says what is asked of the site and when.
"""

import json
import os
import platform
import shutil
import sys

# Nobody wants to find bytecode beside the tests.
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

# What a system's path is called in a storage, by the name of the system.
PATHS = {"Linux": "linux_path", "Darwin": "mac_path", "Windows": "windows_path"}
PATH = PATHS[platform.system()]


def start(folder, url):
    """Toolkit, for the only project of the site, as a script that publishes starts it."""
    os.environ["SHOTGUN_HOME"] = os.path.join(folder, "home")
    configuration = write_configuration(folder)
    sys.path.insert(0, os.path.join(configuration, "install", "core", "python"))
    import sgtk
    from tank_vendor.shotgun_api3 import Shotgun

    # An untrusted certificate does not change by waiting.
    os.environ["SHOTGUN_API_RETRY_INTERVAL"] = "0"
    Shotgun.BACKOFF = 0
    authenticator = sgtk.authentication.ShotgunAuthenticator()
    sgtk.set_authenticated_user(authenticator.create_script_user("publisher", "key", url))
    return sgtk.sgtk_from_path(configuration)


def write_configuration(folder):
    """A centralized configuration with a core of its own. The site's first record is its project, the second its
    storage."""
    configuration = os.path.join(folder, "toolkit")
    root = {"default": True, "shotgun_storage_id": 2}
    root.update({name: os.path.join(folder, "projects") if name == PATH else None for name in PATHS.values()})
    names = {"project_id": 1, "project_name": PROJECT, "pc_id": 3, "pc_name": "Primary"}
    metadata = dict(names, published_file_entity_type="PublishedFile", use_shotgun_path_cache=True)
    location = {name: configuration if path == PATH else None for name, path in PATHS.items()}
    write_yaml(configuration, "config/core/roots.yml", {"primary": root})
    write_yaml(configuration, "config/core/pipeline_configuration.yml", metadata)
    write_yaml(configuration, "config/core/install_location.yml", location)
    for name in "pipeline_configuration_init", "tank_init", "before_register_publish", "get_current_login":
        write(configuration, "install/core/hooks/{}.py".format(name), IDLE_HOOK)
    write(configuration, "install/core/hooks/cache_location.py", CACHE_LOCATION_HOOK)
    core = os.path.join(configuration, "install", "core", "python")
    if not os.path.lexists(core):
        install(core)
    return configuration


def install(core):
    """Puts what sgtk was installed with there: on Windows, whose links take a right, a copy of what the core itself has."""
    installed = next(path for path in sys.path if os.path.isdir(os.path.join(path, "tank_vendor")))
    if PATH != "windows_path":
        os.symlink(installed, core)
        return
    for name in "sgtk", "tank", "tank_vendor":
        shutil.copytree(os.path.join(installed, name), os.path.join(core, name))


def write_yaml(folder, path, content):
    # JSON is YAML.
    write(folder, path, json.dumps(content))


def write(folder, path, text):
    path = os.path.join(folder, path)
    if not os.path.isdir(os.path.dirname(path)):
        os.makedirs(os.path.dirname(path))
    with open(path, "w") as file:
        file.write(text)

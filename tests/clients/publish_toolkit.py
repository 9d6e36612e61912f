"""Publishes a file with a thumbnail through Toolkit, and prints the site's record of it.

usage: publish_toolkit.py URL DIRECTORY
"""

import base64
import json
import os
import sys

import toolkit

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)


def publish(tk, directory):
    import sgtk

    scene = file_in(directory, "projects", toolkit.PROJECT, "plate.v001.ma")
    thumbnail = file_in(directory, "thumbnail.png", content=base64.b64decode(PIXEL))
    context = tk.context_from_entity("Project", 1)
    return sgtk.util.register_publish(
        tk, context, scene, "plate.ma", 1, thumbnail_path=thumbnail, published_file_type="Maya Scene"
    )


def file_in(directory, *names, **content):
    path = os.path.join(directory, *names)
    if not os.path.isdir(os.path.dirname(path)):
        os.makedirs(os.path.dirname(path))
    with open(path, "wb") as file:
        file.write(content.get("content", b""))
    return path


url, directory = sys.argv[1:]
published = publish(toolkit.start(directory, url), directory)
print(json.dumps({"code": published["code"], "path": published["path_cache"]}))

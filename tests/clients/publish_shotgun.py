"""Publishes a file with a thumbnail to a ShotGrid site, and prints the site's record of it.

Runs on Python 2.7 and later.
"""

import json
import os
import shutil
import struct
import sys
import tempfile
import zlib

from shotgun_api3 import Shotgun


def connect(url):
    site = Shotgun(url, script_name="publisher", api_key="key", connect=False)
    site.config.timeout_secs = 10
    # Do not retry: an untrusted certificate stays untrusted.
    site.config.max_rpc_attempts = 1
    site.MAX_ATTEMPTS = 1
    site.BACKOFF = 0
    site.connect()
    return site


def publish(site, code):
    project = {"type": "Project", "id": 1}
    return site.create("PublishedFile", {"code": code, "project": project})


def add_thumbnail(site, published):
    directory = tempfile.mkdtemp()
    path = os.path.join(directory, "thumb nail.png")
    try:
        with open(path, "wb") as image:
            image.write(red_pixel())
        return site.upload_thumbnail(published["type"], published["id"], path)
    finally:
        shutil.rmtree(directory)


def red_pixel():
    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    row = zlib.compress(b"\x00\xff\x00\x00")
    chunks = [chunk(b"IHDR", header), chunk(b"IDAT", row), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def chunk(kind, content):
    checksum = zlib.crc32(kind + content) & 0xFFFFFFFF  # signed in Python 2
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


site = connect(sys.argv[1])
published = publish(site, "plate_v001")
thumbnail = add_thumbnail(site, published)
found = site.find_one("PublishedFile", [["id", "is", published["id"]]], ["code"])
print(json.dumps({"id": found["id"], "code": found["code"], "thumbnail": thumbnail}))

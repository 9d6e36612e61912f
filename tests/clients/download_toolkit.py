"""Downloads a page as Toolkit downloads thumbnails, apps and engines, and prints it.

usage: download_toolkit.py URL DIRECTORY
"""

import os
import sys

import toolkit

url, directory = sys.argv[1:]
tk = toolkit.start(directory, url)
import sgtk

page = os.path.join(directory, "page")
sgtk.util.download_url(tk.shotgun, url + "/", page)
with open(page) as file:
    sys.stdout.write(file.read())

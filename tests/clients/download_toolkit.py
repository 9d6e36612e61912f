"""Fetches a page of the site as Toolkit fetches thumbnails, apps and engines, and prints it.

usage: download_toolkit.py URL FOLDER
"""

import os
import sys

import toolkit

url, folder = sys.argv[1:]
tk = toolkit.start(folder, url)
import sgtk

page = os.path.join(folder, "page")
sgtk.util.download_url(tk.shotgun, url + "/", page)
with open(page) as file:
    sys.stdout.write(file.read())

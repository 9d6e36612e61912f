"""Fetches a page with the standard library, trusting the bundle of certifi, and prints it.

usage: get_certifi.py URL [MODULE]

MODULE is a copy of certifi in another package. Runs on Python 2.7 and later.
"""

import importlib
import ssl
import sys

try:
    from urllib.request import urlopen
except ImportError:
    from urllib2 import urlopen

certifi = importlib.import_module((sys.argv[2:] or ["certifi"])[0])
context = ssl.create_default_context(cafile=certifi.where())
page = urlopen(sys.argv[1], timeout=10, context=context)
with open(certifi.where()) as file:
    assert certifi.contents() == file.read()
sys.stdout.write(page.read().decode("utf-8"))

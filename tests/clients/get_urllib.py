"""Fetches a page with the standard library and prints it. Runs on Python 2.7 and later."""

import sys

try:
    from urllib.request import urlopen
except ImportError:
    from urllib2 import urlopen

page = urlopen(sys.argv[1], timeout=10)
sys.stdout.write(page.read().decode("utf-8"))

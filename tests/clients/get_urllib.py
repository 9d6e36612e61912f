"""Fetches a page with the standard library and prints it."""

import sys
import urllib.request

with urllib.request.urlopen(sys.argv[1], timeout=10) as page:
    print(page.read().decode(), end="")

"""Fetches a page with the standard library, trusting the file that certifi names, and prints it."""

import ssl
import sys

import certifi

try:
    from urllib.request import urlopen
except ImportError:
    from urllib2 import urlopen

context = ssl.create_default_context(cafile=certifi.where())
page = urlopen(sys.argv[1], timeout=10, context=context)
sys.stdout.write(page.read().decode("utf-8"))

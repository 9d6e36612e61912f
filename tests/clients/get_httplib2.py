"""Fetches a page with httplib2 and prints it."""

import sys

import httplib2

_, content = httplib2.Http(timeout=10).request(sys.argv[1])
sys.stdout.write(content.decode("utf-8"))

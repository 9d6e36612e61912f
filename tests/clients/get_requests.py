"""Fetches a page with requests and prints it."""

import sys

import requests

page = requests.get(sys.argv[1], timeout=10)
page.raise_for_status()
print(page.text, end="")

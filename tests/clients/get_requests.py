"""Fetches a page with requests and prints it."""

import sys

import requests

page = requests.get(sys.argv[1], timeout=10)
page.raise_for_status()
sys.stdout.write(page.text)

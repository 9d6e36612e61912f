"""Fetches a page with a prepared request, for which requests reads no variables, and prints it."""

import sys

import requests

request = requests.Request("GET", sys.argv[1]).prepare()
page = requests.Session().send(request, timeout=10)
page.raise_for_status()
sys.stdout.write(page.text)

"""Fetches a page as those do who prepare a request of requests themselves, and prints it. No variable counts here."""

import sys

import requests

request = requests.Request("GET", sys.argv[1]).prepare()
page = requests.Session().send(request, timeout=10)
page.raise_for_status()
sys.stdout.write(page.text)

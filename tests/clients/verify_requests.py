"""Fetches a page from a site whose CA only this code names, then one through certifi; prints both.

usage: verify_requests.py URL CA_FILE URL_OF_CERTIFI
"""

import sys

import requests

own, ca_file, other = sys.argv[1:]
session = requests.Session()
session.verify = ca_file
for get, url in (session.get, own), (requests.get, other):
    page = get(url, timeout=10)
    page.raise_for_status()
    sys.stdout.write(page.text)

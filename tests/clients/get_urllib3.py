"""Fetches a page with urllib3 and prints it."""

import sys

import urllib3

page = urllib3.PoolManager().request("GET", sys.argv[1], retries=False, timeout=10)
sys.stdout.write(page.data.decode("utf-8"))

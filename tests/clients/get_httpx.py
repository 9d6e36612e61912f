"""Fetches a page with httpx and prints it."""

import sys

import httpx

page = httpx.get(sys.argv[1], timeout=10)
page.raise_for_status()
sys.stdout.write(page.text)

"""Prints the version of an AYON server, read through AYON's API."""

import sys

import ayon_api

print(ayon_api.ServerAPI(sys.argv[1], "token").get_info()["version"])

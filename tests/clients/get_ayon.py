"""Asks an AYON server for its version through AYON's own API, and prints it."""

import sys

import ayon_api

print(ayon_api.ServerAPI(sys.argv[1], "token").get_info()["version"])

"""Reads the version of an AYON server whose CA only this code names, then that of another server.

usage: verify_ayon.py URL CA_FILE URL_OF_AYON_CA_FILE
"""

import sys

import ayon_api

own, ca_file, other = sys.argv[1:]
print(ayon_api.ServerAPI(own, "token", ssl_verify=ca_file).get_info()["version"])
print(ayon_api.ServerAPI(other, "token").get_info()["version"])

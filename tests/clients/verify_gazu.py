"""Fetches a page of a Kitsu site whose CA only this code names, then one of another site.

usage: verify_gazu.py URL CA_FILE URL_OF_CERTIFI
"""

import sys

import gazu

own, ca_file, other = sys.argv[1:]
for url, verify in (own, ca_file), (other, True):
    client = gazu.client.create_client(url, ssl_verify=verify)
    print(gazu.client.get("api/info", json_response=True, client=client)["version"])

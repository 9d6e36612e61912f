"""Uploads data to a bucket through Qiniu's protocol."""

import sys

import qiniu

try:
    from urllib.parse import urlsplit
except ImportError:
    from urlparse import urlsplit

storage = qiniu.Zone(up_host=urlsplit(sys.argv[1]).netloc, scheme="https")
qiniu.set_default(default_zone=storage, connection_timeout=10)
token = qiniu.Auth("key", "secret").upload_token("plates", "v001.exr")
_, answer = qiniu.put_data(token, "v001.exr", b"pixels", fname="v001.exr")
if not answer.ok():
    sys.exit(answer.error)
sys.stdout.write("stored\n")

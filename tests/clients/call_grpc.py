"""Calls the method of serve_grpc.py and prints the reply."""

import sys

import grpc

try:
    from urllib.parse import urlsplit
except ImportError:
    from urlparse import urlsplit

channel = grpc.secure_channel(urlsplit(sys.argv[1]).netloc, grpc.ssl_channel_credentials())
try:
    answer = channel.unary_unary("/studio.Greeter/Greet")(b"", timeout=10)
except grpc.RpcError as error:
    sys.exit(error.details())
sys.stdout.write(answer.decode("utf-8"))

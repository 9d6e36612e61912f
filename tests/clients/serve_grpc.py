"""Prints its port, and serves one gRPC method over TLS on loopback until its input ends.

usage: serve_grpc.py CERTIFICATE KEY
"""

import sys
from concurrent import futures

import grpc


def read(path):
    with open(path, "rb") as file:
        return file.read()


def greet(_request, _context):
    return b"hello\n"


certificate, key = read(sys.argv[1]), read(sys.argv[2])
server = grpc.server(futures.ThreadPoolExecutor(max_workers=1))
methods = {"Greet": grpc.unary_unary_rpc_method_handler(greet)}
server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("studio.Greeter", methods),))
port = server.add_secure_port("localhost:0", grpc.ssl_server_credentials([(key, certificate)]))
server.start()
sys.stdout.write("{}\n".format(port))
sys.stdout.flush()
sys.stdin.read()

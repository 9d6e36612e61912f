"""Tells which certificates a client can read in a file without losing those behind them.

usage: read_certificates.py openssl|gnutls|grpc FILE

FILE is a good certificate in PEM. The first line on stdout is empty, or the reason why there is no
such client. Each line on stdin is a list of certificates (DER in base64, with blanks between); the
answer is a line with a digit for each: 1 if the client finds a good certificate behind it, else 0.
"""

import atexit
import base64
import ctypes
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
from concurrent import futures


def openssl(good):
    path = os.path.join(temporary_directory(), "bundle.pem")
    der = ssl.PEM_cert_to_DER_cert(good)

    def finds_good(text):
        with open(path, "w") as file:
            file.write(text + good)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        try:
            context.load_verify_locations(path)
        except ssl.SSLError:
            return False
        return der in context.get_ca_certs(binary_form=True)

    return finds_good


class Datum(ctypes.Structure):
    _fields_ = [("data", ctypes.c_char_p), ("size", ctypes.c_uint)]


def gnutls(good):
    try:
        library = ctypes.CDLL("libgnutls.so.30")
    except OSError as error:
        raise Missing(error)

    def finds_good(text):
        data = (text + good).encode()
        credentials = ctypes.c_void_p()
        library.gnutls_certificate_allocate_credentials(ctypes.byref(credentials))
        # The function that libcurl calls, except that it takes a file. 1 is PEM.
        count = library.gnutls_certificate_set_x509_trust_mem(
            credentials, ctypes.byref(Datum(data, len(data))), 1
        )
        library.gnutls_certificate_free_credentials(credentials)
        return count == data.count(b"-----BEGIN")

    return finds_good


def grpc(_good):
    # What it logs about a failed handshake hides what the fuzzer prints.
    os.environ["GRPC_VERBOSITY"] = "NONE"
    try:
        import grpc
    except ImportError as error:
        raise Missing(error)
    key, certificate = server_identity()

    class Echo(grpc.GenericRpcHandler):
        def service(self, _details):
            return grpc.unary_unary_rpc_method_handler(lambda request, _context: request)

    server = grpc.server(futures.ThreadPoolExecutor(max_workers=1), handlers=[Echo()])
    port = server.add_secure_port("localhost:0", grpc.ssl_server_credentials([(key, certificate)]))
    server.start()
    # Nothing else refers to it, and it would end.
    RUNNING.append(server)

    def finds_good(text):
        credentials = grpc.ssl_channel_credentials(text.encode() + certificate)
        with grpc.secure_channel("localhost:{}".format(port), credentials) as channel:
            try:
                return channel.unary_unary("/fuzz/Echo")(b"hello", timeout=10) == b"hello"
            except grpc.RpcError as error:
                if error.code() != grpc.StatusCode.UNAVAILABLE:
                    raise
                return False

    return finds_good


def server_identity():
    """Returns a new key and a self-signed certificate of localhost, in PEM."""
    directory = temporary_directory()
    paths = [os.path.join(directory, name) for name in ("key.pem", "certificate.pem")]
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost"
    command = command.split() + ["-addext", "subjectAltName=DNS:localhost", "-keyout", paths[0], "-out", paths[1]]
    try:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError as error:
        raise Missing(error)
    return [open(path, "rb").read() for path in paths]


RUNNING = []


class Missing(Exception):
    """The reason why there is no such client."""


def temporary_directory():
    # In memory, because it is written thousands of times.
    directory = tempfile.mkdtemp(prefix="sglaunch-fuzz-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
    atexit.register(shutil.rmtree, directory)
    return directory


def answers(finds_good, certificates):
    """Returns a digit for each certificate. Halves the list until those that are not read are found."""
    if not certificates:
        return ""
    if finds_good("".join(map(ssl.DER_cert_to_PEM_cert, certificates))):
        return "1" * len(certificates)
    if len(certificates) == 1:
        return "0"
    half = len(certificates) // 2
    return answers(finds_good, certificates[:half]) + answers(finds_good, certificates[half:])


def main():
    with open(sys.argv[2]) as file:
        good = file.read()
    try:
        finds_good = {"openssl": openssl, "gnutls": gnutls, "grpc": grpc}[sys.argv[1]](good)
    except Missing as error:
        print(error, flush=True)
        return
    print(flush=True)
    for line in sys.stdin:
        print(answers(finds_good, [base64.b64decode(word) for word in line.split()]), flush=True)


main()

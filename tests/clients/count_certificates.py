"""Prints for each file how many certificates OpenSSL or GnuTLS reads from it.

usage: count_certificates.py openssl|gnutls FILE...
"""
import ctypes
import ssl
import sys

PEM = 1  # GNUTLS_X509_FMT_PEM


def by_openssl(path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(path)
    except ssl.SSLError:
        pass
    return context.cert_store_stats()["x509"]


def by_gnutls(path):
    library = ctypes.CDLL("libgnutls.so.30")
    trusted = ctypes.c_void_p()
    library.gnutls_x509_trust_list_init(ctypes.byref(trusted), 0)
    return library.gnutls_x509_trust_list_add_trust_file(
        trusted, path.encode(), None, PEM, 0, 0
    )


count = {"openssl": by_openssl, "gnutls": by_gnutls}[sys.argv[1]]
for path in sys.argv[2:]:
    print(max(count(path), 0))

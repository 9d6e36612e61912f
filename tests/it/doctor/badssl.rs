//! The cases of badssl.com on loopback, beside the verdicts of openssl, curl and Python.

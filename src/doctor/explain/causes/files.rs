//! CA files and client certificates that cannot be read.

use super::{Cause, Rank};
use crate::doctor::Id::{
    EnvClientCertificate, EnvEmpty, EnvMissingFile, EnvUnusableFile, PythonCertifi,
    PythonIgnoresBundle, PythonNoRoots,
};

pub const CAUSES: &[Cause] = &[
    Cause {
        ids: &[PythonCertifi, EnvMissingFile],
        rank: Rank::Decisive,
        message: "the list of CAs of Python's certifi is not where the program looks for it",
        patterns: "\
suitable tls ca certificate bundle & certifi cacert.pem
no such file or directory & certifi cacert.pem
cannot find & certifi cacert.pem
certifi cacert.pem & not found",
    },
    Cause {
        ids: &[EnvMissingFile, EnvEmpty],
        rank: Rank::Decisive,
        message: "a CA variable names a file that does not exist or cannot be read",
        patterns: "\
suitable tls ca certificate bundle
suitable ssl ca certificate bundle
filenotfounderror & load_verify_locations
filenotfounderror & load_default_certs
filenotfounderror & create_default_context
no such file or directory & load_verify_locations
no such file or directory & load_verify
no such file or directory & create_default_context
no such file or directory & x509_store
no such file or directory & x509_load
no such file or directory & ssl_cert_file
no such file or directory & ca_bundle
no such file or directory & cafile
isadirectoryerror & load_verify_locations
permission denied & load_verify_locations
permissionerror & load_verify_locations
permissionerror & create_default_context
not a directory & load_verify_locations
errno 185090050
x509_load_cert_crl_file:system lib
httplib2_ca_certs not a valid file
error setting certificate verify locations
error setting certificate file
error adding trust anchors from file
curl: (77)
curl error 77
problem with the ssl ca cert
curle_ssl_cacert_badfile
error reading ca cert file & error while reading file
error reading ca cert & no such file
failed to load ca file
failed to load trusted ca
error: failed to open cert
failed to load ca certificates
failed to load ca bundle
failed to read ca$
failed to open ca file
unable to load ca file
unable to load certificates from
unable to read ca$
cannot load ca$
could not load ca$
could not read ca$
couldn't read ca$
can't load ca$
cannot read ca$
could not load tls ca
couldn't load ssl ca
ssl_ca_file & does not exist
error loading ca$
error loading certificate file
error opening ca$
ignoring extra certs from & no such file
ignoring extra certs from & fopen
ignoring invalid ssl_cert_file
invalid ssl_cert_file
ssl_cert_file & does not exist
ssl_cert_file & not found
requests_ca_bundle & does not exist
requests_ca_bundle & no such file
default pem root certs
invalid ca path
ca certificate file & not found
ca file does not exist
ca bundle & does not exist
ca bundle not found
sslcainfo & no such file
sslinitializationerror & file",
    },
    Cause {
        ids: &[EnvMissingFile, EnvUnusableFile, EnvEmpty, PythonNoRoots],
        rank: Rank::Decisive,
        message: "the client finds no CA certificates at all: its file is missing or empty",
        patterns: "\
no native root ca certificates found
no valid native root ca
no ca certificates were loaded
no native root certificates
no root certificates
no ca certificates found
no trusted certificates found
no certificates found in
trustanchors parameter must be non-empty
failed to load system roots
unable to load system roots
could not load any root certificate
unable to get default ca$
no trust anchors
empty truststore
truststore is empty
keystore was tampered with
invalid keystore format
unrecognized keystore format
failed to load native root
failed to load platform certificates
ca certs are not available",
    },
    Cause {
        ids: &[EnvUnusableFile, EnvEmpty],
        rank: Rank::Decisive,
        message: "a CA variable names a file from which the client loads no certificate",
        patterns: "\
no_certificate_or_crl_found
[x509] pem lib
[ssl] pem lib & load_verify_locations
unknown error (_ssl.c
unknown error & load_verify_locations
no_start_line
bad base64 decode
bad end line
pem_read_bio
ssl.sslerror: [asn1 & load_verify_locations
nested asn1 error
asn1: not_enough_data
not enough data & load_verify
not enough data & asn1 encoding routines
asn1: header_too_long
ignoring extra certs from
error reading ca cert file
base64 unexpected header
failed to parse ca$
failed to parse certificate
failed to parse pem
unable to parse ca$
invalid pem
malformed pem
invalid ca certificate file
failed to decode certificate
failed to load pem
could not parse ca$
unable to load ca certificate
error processing ca$
invalid ca bundle
not enough data & cadata
appendcertsfrompem
failed to append ca$
failed to append certs
could not parse any certificates
bad ca certificate file
badencoding
pem routines",
    },
    Cause {
        ids: &[PythonIgnoresBundle, EnvUnusableFile],
        rank: Rank::Decisive,
        message: "Python cannot read a certificate in Windows' own store",
        patterns: "\
not_enough_data & load_windows_store_certs
load_windows_store_certs & asn1
load_windows_store_certs & ssl.sslerror",
    },
    Cause {
        ids: &[EnvClientCertificate],
        rank: Rank::Decisive,
        message: "the client's own certificate or key cannot be read",
        patterns: "\
could not find the tls certificate file
could not find the tls key file
[ssl] pem lib
no such file or directory & load_cert_chain
filenotfounderror & load_cert_chain
key_values_mismatch
curl: (58)
problem with the local ssl certificate
unable to set private key file
could not load pem client certificate
unable to load client certificate
unable to load client key
unable to use client certificate
private key does not match
no private key found
tls: private key does not match public key
failed to load client certificate
bad decrypt & private key
invalid client certificate",
    },
];

//! Pythons and programs with an ssl module or an OpenSSL that does not fit.

use super::{Cause, Rank};
use crate::doctor::Id::{
    EnvOtherMachine, EnvVerificationOff, LibraryPath, PythonNoRoots, PythonNoSsl, PythonOldOpenssl,
    SiteUnknownRoot,
};

pub const CAUSES: &[Cause] = &[
    Cause {
        ids: &[PythonNoSsl, LibraryPath],
        rank: Rank::Decisive,
        message: "this Python has no usable ssl module; no certificate is involved",
        patterns: "\
ssl module is not available
ssl module in python is not available
no module named _ssl
ssl is not available
unknown url type: https
openssl appears to be unavailable
cannot import name 'httpshandler
cannot import name '_ssl
cannot import name 'httpsconnection
no attribute 'httpsconnection
no attribute 'httpshandler
no attribute 'sslcontext
no attribute 'create_default_context
module 'socket' has no attribute 'ssl'
nameerror & sslcontext
ssl support is not available
ssl is not supported & python
https support & not compiled
protocol \"https\" not supported
unsupported protocol: https
no adapters were found for 'https
the _ssl extension
_ssl was not compiled
cannot use https",
    },
    Cause {
        ids: &[PythonOldOpenssl],
        rank: Rank::Decisive,
        message: "this Python's OpenSSL is too old",
        patterns: "\
urllib3 v2 & importerror
urllib3 v2.0 & importerror
only supports openssl 1.1.1+ & importerror
openssl 1.0.2 & required
openssl 1.1.1 or newer
requires openssl 1.1
no attribute 'protocol_tls
no attribute 'op_no_ticket
this version of python does not support sni",
    },
    Cause {
        ids: &[LibraryPath, PythonNoSsl],
        rank: Rank::Decisive,
        message: "the program finds another OpenSSL than it needs, or none; no certificate is involved",
        patterns: "\
error while loading shared libraries
symbol lookup error
version openssl_ & not found (required by
version libssl & not found
version libcrypto & not found
undefined symbol: ssl_
undefined symbol: evp_
undefined symbol: openssl_
undefined symbol: x509_
undefined symbol: crypto_
undefined symbol: bio_
undefined symbol: err_get
undefined symbol: err_load
undefined symbol: asn1_
undefined symbol & libssl
undefined symbol & libcrypto
undefined symbol & _ssl
symbol not found & libssl
symbol not found & libcrypto
symbol not found: _ssl_
symbol not found in flat namespace '_ssl
symbol not found in flat namespace '_evp
library not loaded & libssl
library not loaded & libcrypto
libssl.so & cannot open shared object
libcrypto & cannot open shared object
cannot open shared object file & ssl
dll load failed & _ssl
dll load failed while importing _ssl
dll load failed while importing _hashlib
openssl_uplink
no openssl_applink
procedure entry point & libssl
procedure entry point & libcrypto
procedure entry point & ssleay32
procedure entry point & libeay32
could not be located & ssleay32
could not be located & libeay32
could not be located & libcrypto
could not be located & libssl
was not found & libssl found
was not found & libcrypto found
qsslsocket: cannot
qsslsocket::connecttohostencrypted
tls initialization failed
incompatible version of openssl
no functional tls backend
no tls backend is available
cannot call unresolved function
openssl version mismatch
wrong elf class & ssl
importerror & libssl
importerror & libcrypto
image not found & ssl
incompatible library version & ssl",
    },
    Cause {
        ids: &[PythonNoRoots, SiteUnknownRoot],
        rank: Rank::Decisive,
        message: "this Python has no list of CAs of its own",
        patterns: "\
install certificates.command",
    },
    Cause {
        ids: &[PythonOldOpenssl],
        rank: Rank::Hidden,
        message: "this Python's OpenSSL is too old for the names of servers and for new ciphers",
        patterns: "\
insecureplatformwarning
snimissingwarning
sslcontext object is not available",
    },
    Cause {
        ids: &[LibraryPath],
        rank: Rank::Hidden,
        message: "the program finds another OpenSSL than the one that it was built with",
        patterns: "\
libssl & no version information available
libcrypto & no version information available",
    },
    Cause {
        ids: &[EnvVerificationOff],
        rank: Rank::Hidden,
        message: "verification of certificates is switched off",
        patterns: "\
setting the node_tls_reject_unauthorized
node_tls_reject_unauthorized=0
pythonhttpsverify=0
git_ssl_no_verify=1
git_ssl_no_verify=true",
    },
    Cause {
        ids: &[EnvOtherMachine],
        rank: Rank::Decisive,
        message: "a CA variable names a bundle of sglaunch that is not on this machine",
        patterns: "\
sglaunch bundles & suitable tls ca certificate bundle
no such file or directory & sglaunch/bundles
error setting certificate & sglaunch/bundles
error adding trust anchors & sglaunch/bundles
error reading ca cert & sglaunch/bundles
does not exist & sglaunch/bundles",
    },
];

//! Handshakes that fail before a certificate matters.

use super::{Cause, Rank};
use crate::doctor::Id::{
    PythonOldOpenssl, PythonOpensslConf, SiteClientCertificate, SiteClosed, SiteNotTls, SiteProxy,
    SiteRenegotiation, SiteTlsVersion, SiteUnknownRoot,
};

pub const CAUSES: &[Cause] = &[
    Cause {
        ids: &[SiteTlsVersion, PythonOldOpenssl],
        rank: Rank::Handshake,
        message: "client and server have no TLS version in common; no certificate is involved",
        patterns: "\
alert protocol version
unsupported protocol & ssl routines
[ssl: unsupported_protocol
version too low & ssl routines
[ssl: version_too_low
wrong ssl version
inappropriate fallback
protocol version not supported
unsupported protocol version
received fatal alert: protocolversion
alertreceived(protocolversion
no appropriate protocol
is not accepted by client preferences
ssl_error_unsupported_version
unsupported version was received
unsupported ssl/tls version
peer is incompatible
peerincompatible
incompatible or unsupported protocol version
do not possess a common algorithm
sec_e_algorithm_mismatch
0x80090331
0x80090304
version_or_cipher_mismatch
net_error -113
peer reports it experienced protocol
errsslpeerprotocolversion
errssl -9836
error -9836
osstatus -9836
sslhandshake failed (-9836
app transport security
err_ssl_obsolete_version
could not create ssl/tls secure channel
ssl version mismatch
tls version mismatch
tlsv1.2 is required
tls 1.2 is required
requires tls 1.2",
    },
    Cause {
        ids: &[PythonOpensslConf, SiteTlsVersion],
        rank: Rank::Handshake,
        message: "this client's settings leave no TLS version or cipher to use with the server",
        patterns: "\
no protocols available
no ciphers available
no cipher match
no cipher can be selected
error loading & openssl.cnf
openssl configuration error
openssl config failed
configuration file routines
auto configuration failed",
    },
    Cause {
        ids: &[SiteTlsVersion, SiteClientCertificate, PythonOldOpenssl],
        rank: Rank::Handshake,
        message: "the server refuses the handshake: there is no common cipher, or it wants a client \
                  certificate",
        patterns: "\
alert handshake failure
received fatal alert: handshakefailure
alertreceived(handshakefailure
remote error: tls: handshake failure
handshake_failure_alert
no shared cipher
no cipher suites in common
no cypher overlap
no common encryption algorithm
cipher suite mismatch
alert insufficient security
insufficient_security
tlsv1 alert internal error
received fatal alert: internal_error
remote error: tls: internal error
sec_e_illegal_message
0x80090326
fatal ssl/tls alert is received
a tls fatal alert has been received
tls fatal alert received
handshake failed: fatal alert
errsslpeerhandshakefail
errssl -9824
error -9824
osstatus -9824
sslhandshake failed (-9824
errsslfatalalert
error -9802
sslv3 alert illegal parameter
alert illegal_parameter",
    },
    Cause {
        ids: &[SiteNotTls, SiteProxy],
        rank: Rank::Handshake,
        message: "the port, or the proxy before it, does not speak TLS; no certificate is involved",
        patterns: "\
wrong version number
unknown protocol & ssl
[ssl: unknown_protocol
[ssl: http_request
ssl routines & http request
[ssl: https_proxy_request
record layer failure
packet length too long
rx_record_too_long
encrypted length too long
does not look like a tls handshake
server gave http response to https client
unsupported or unrecognized ssl message
unrecognized ssl message
http request was sent to https port
speaking plain http to an ssl-enabled
unexpected tls packet was received
an unexpected packet
err_ssl_protocol_error
net_error -107
of type invalidcontenttype
invalidmessage(invalidcontenttype
received corrupt message
unexpected packet format
corrupted frame was received
cannot determine the frame size
sec_e_invalid_token
0x80090308
ssl received a record that exceeded
bad record mac
invalid ssl record
ssl record type
server is not speaking tls
not an ssl/tls record
ssl negotiation & plain",
    },
    Cause {
        ids: &[SiteRenegotiation],
        rank: Rank::Decisive,
        message: "the server supports only legacy renegotiation, which OpenSSL 3 refuses",
        patterns: "\
unsafe legacy renegotiation
unsafe_negotiation
safe renegotiation failed
unsafe renegotiation
renegotiation is not allowed
renegotiation not supported & ssl",
    },
    Cause {
        ids: &[SiteTlsVersion, SiteUnknownRoot, SiteClosed, SiteProxy],
        rank: Rank::Failed,
        message: "the handshake failed, and the client does not say why",
        patterns: "\
curl: (35)
tls connect error
openssl ssl_connect
ssl_connect returned
ssl connect error
failed to enable crypto
session has been invalidated
curl error 35
libcurl error: 35
curle_ssl_connect_error
handshake failed: ssl
tls handshake failed
ssl_error_ssl
gnutls_handshake() failed
unable to establish ssl connection
error during ssl handshake
handshake failed due to
the ssl handshake could not be performed
sslhandshakeexception
an error occurred during ssl
secure connection failed
nsurlerrordomain code=-1200
nsurlerrordomain error -1200
nsurlerrordomain -1200
an ssl error has occurred
ssl error has occurred and a secure connection
ssl_error_handshake
errsslprotocol
errssl -9800
error -9800
errsslnegotiation
error -9801
error 12175
winhttp: 12175
winhttp_secure_failure
0x80072f8f
ssl exception & handshake",
    },
];

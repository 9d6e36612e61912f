//! Servers that require a client certificate, and peers that do not accept one.

use super::{Cause, Rank};
use crate::doctor::Id::{
    EnvClientCertificate, SiteClientCertificate, SiteIntercepted, SiteUnknownRoot,
};

pub const CAUSES: &[Cause] = &[
    Cause {
        ids: &[SiteClientCertificate, EnvClientCertificate],
        rank: Rank::Reason,
        message: "the server requires a client certificate, or does not accept the one that it gets",
        patterns: "\
alert certificate required
certificate_required
tls: certificate required
required_ssl_certificate
no required ssl certificate was sent
ssl certificate error & 400
client_auth_cert_needed
ssl_client_auth
bad_ssl_client_auth_cert
alert bad certificate
remote error: tls: bad certificate
received fatal alert: bad_certificate
bad_certificate
alert certificate expired
peer did not return a certificate
client certificate is required
client certificate required
certificate is needed to complete client authentication
sec_e_incomplete_credentials
0x80090320
error 12044
0x80072f0c
error_internet_client_auth_cert_needed
nsurlerrordomain code=-1205
nsurlerrordomain code=-1206
nsurlerrordomain error -1206
nsurlerrordomain error -1205
requires a client certificate
sslv3_alert_no_certificate
access was denied & client certificate",
    },
    Cause {
        ids: &[
            SiteClientCertificate,
            SiteUnknownRoot,
            SiteIntercepted,
            EnvClientCertificate,
        ],
        rank: Rank::Handshake,
        message: "the other side does not accept this side's certificate: a client does not trust \
                  the server, or a server the client's certificate",
        patterns: "\
alert unknown ca
alert certificate unknown
received fatal alert: certificate_unknown
received fatal alert: unknownca
alertreceived(unknownca
remote error: tls: unknown certificate
remote error: tls: unknown ca
remote error: tls: unknown certificate authority
alert unsupported certificate
errsslpeerunknownca
errsslpeercertunknown
error -9831",
    },
];

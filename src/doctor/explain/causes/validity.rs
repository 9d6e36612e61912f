//! Certificates outside the time in which they are valid.

use super::{Cause, Rank};
use crate::doctor::Id::{Clock, SiteExpired, SiteNotYetValid};

pub const CAUSES: &[Cause] = &[
    Cause {
        ids: &[SiteExpired, Clock],
        rank: Rank::Reason,
        message: "a certificate of the server's chain has expired, or this machine's clock is wrong",
        patterns: "\
certificate has expired ! continuing anyway ! no certificate
certificate expired
certificates has expired
cert_has_expired
certexpired
certificate has expired or is not yet valid & is after
invalid peer certificate: expired
invalidcertificate(expired
sec_error_expired
certificate chain uses expired
known authorities or invalid' `expired'
the certificate validity has expired
x509verify_flag_expired
sec_e_cert_expired
received certificate has expired
0x80090328
0x800b0101
cert_e_expired
certificate of & has expired ! is not trusted ! known issuer
certificate is expired
errsslcertexpired
errssl -9814
error -9814
code=-9814
osstatus -9814
sslhandshake failed (-9814
certificate is not valid after & expired
asn date error, current date after
asn_after_date",
    },
    Cause {
        ids: &[SiteExpired, Clock, SiteNotYetValid],
        rank: Rank::Reason,
        message: "a certificate of the server's chain is not valid at the time of this machine's clock",
        patterns: "\
certificate has expired or is not yet valid
err_cert_date_invalid
cert_date_invalid
net_error -201
nottimevalid
validity check failed
timestamp check failed
certificate is not within its validity period
not within its validity
error 12037
code: 12037
nsurlerrordomain code=-1201
nsurlerrordomain error -1201
nsurlerrordomain -1201
certificate for this server has expired
invalid date in certificate
date in the certificate is invalid
certificate date is invalid
nsurlerrorservercertificatehasbaddate",
    },
    Cause {
        ids: &[SiteNotYetValid, Clock],
        rank: Rank::Reason,
        message: "a certificate of the server's chain is not valid yet, or this machine's clock is \
                  wrong",
        patterns: "\
certificate is not yet valid ! has expired or
certificate not yet valid
certificate not valid yet
certificate is not valid yet
certificate has expired or is not yet valid & is before
cert_not_yet_valid
certnotvalidyet
invalid peer certificate: notvalidyet
invalidcertificate(notvalidyet
not_yet_valid
issued certificate not yet valid
certificate is not yet active
not yet activated
not activated yet
chain uses not yet valid
uses not yet valid certificate
certificate validity starts in the future
notyetvalidcertificate
errsslcertnotyetvalid
errssl -9815
error -9815
osstatus -9815
sslhandshake failed (-9815
nsurlerrordomain code=-1204
nsurlerrordomain error -1204
nsurlerrordomain -1204
asn date error, current date before
asn_before_date
is not valid before & certificate",
    },
];

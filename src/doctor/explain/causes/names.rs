//! Certificates for other names than the host of the connection.

use super::{Cause, Rank};
use crate::doctor::Id::SiteWrongName;

pub const CAUSES: &[Cause] = &[Cause {
    ids: &[SiteWrongName],
    rank: Rank::Reason,
    message: "the server's certificate is for other names than the host of the connection",
    patterns: "\
hostname mismatch & certificate
ip address mismatch & certificate
certificate is not valid for
certificateerror: hostname
sslcertverificationerror: (\"hostname
certificateerror: ip address
doesn't match either of
hostname & doesn't match & certificate
no appropriate commonname
no alternative certificate subject name
no certificate subject alternative name
does not match target host
unable to match & ssl: certificate subject name
ssl: certificate subject name
doesn't match requested host name
doesn't match the host name
altname_invalid
does not match certificate's altnames
x509: certificate is valid for
cannot validate certificate for
doesn't contain any ip sans
relies on legacy common name
certificate is not valid for any names
no subject alternative names matching
no subject alternative dns name matching
no subject alternative names present
no name matching & found
match any of the subject alternative names
hostname in certificate didn't match
wrong name & certificate & hostname
remotecertificatenamemismatch
sec_e_wrong_principal
target principal name is incorrect
0x80090322
cert_e_cn_no_match
0x800b010f
sni or certificate check failed
notvalidforname
certificate not valid for name
certificate not valid for
host name did not match any
bad_cert_domain
err_cert_common_name_invalid
cert_common_name_invalid
net_error -200
owner does not match hostname
owner does not match the hostname
does not match the server certificate
hostname verification failed
not present in server certificate
expected cn & certificate
x509verify_flag_cn_mismatch
common name (cn) does not match
is not in peer certificate
hostname verification check failed
certificatehostnamemismatch
handshake failure & hostname does not match
certificate that does not match host
requested domain name does not match
certificate name does not match
certificate name mismatch
certificate common name & doesn't match
errsslhostnamemismatch
errssl -9843
error -9843
osstatus -9843
sslhandshake failed (-9843
error 12038
cert_cn_invalid
name in the certificate does not match
qsslerror::hostnamemismatch
unable to obtain common name
code: 12038
tlsv1 unrecognized name
alert unrecognized name
fatal alert: unrecognized_name
unrecognisedname
peer certificate subject name mismatch
host name does not match certificate
certificate subject does not match",
}];

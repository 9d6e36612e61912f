//! Certificates that a client does not trust, or finds too weak.

use super::{Cause, Rank};
use crate::doctor::Id::{
    BundlePartialChain, BundleStrict, PythonOpensslConf, PythonStrict, SiteConstraint,
    SiteDistrusted, SiteExpired, SiteIntercepted, SiteMissingIntermediate, SiteSelfSigned,
    SiteUnknownRoot, SiteWeak,
};

pub const CAUSES: &[Cause] = &[
    Cause {
        ids: &[SiteUnknownRoot, SiteMissingIntermediate, SiteIntercepted],
        rank: Rank::Reason,
        message: "the client does not trust the CA behind the server's certificate, or the server \
                  does not send an intermediate certificate",
        patterns: "\
unable to get local issuer certificate ! continuing anyway
unable to verify the first certificate ! continuing anyway
unable_to_verify_leaf_signature
certificate signature failure
subject issuer mismatch
authority and issuer serial number mismatch
unable to decode issuer public key
unable_to_get_issuer_cert_locally
certificate signed by unknown authority
certificate signed by unknown issuer
certificate was signed by an unknown
unknownissuer
issuer is not recognized
peer's certificate has an invalid issuer
unable to locally verify the issuer
issuer certificate is unknown
certificate is not trusted ! continuing anyway
certificate verification failed: unable to get
not correctly signed by the trusted ca
x509verify_flag_not_trusted
asn no signer error
asn_no_signer
unable to build certificate chain
couldn't verify the certificate authority",
    },
    Cause {
        ids: &[SiteUnknownRoot, SiteIntercepted],
        rank: Rank::Reason,
        message: "the server sends a chain that ends in a root CA which the client does not trust",
        patterns: "\
self-signed certificate in certificate chain ! continuing anyway
self_signed_cert_in_chain
self-signed certificate in chain
self-signed certificate found in chain
net_error -202
err_cert_authority_invalid
cert_authority_invalid",
    },
    Cause {
        ids: &[SiteSelfSigned],
        rank: Rank::Reason,
        message: "the server's certificate is self-signed",
        patterns: "\
verify failed: self-signed certificate
verification failed: self-signed certificate
problem: self-signed certificate
verify result: self-signed certificate ! continuing anyway
error: self-signed certificate
reason: self-signed certificate
num=18:self-signed certificate
code: 18 (self-signed certificate
return code: 18
certificate is self-signed
depth_zero_self_signed_cert
pkix_error_self_signed_cert
asn self-signed certificate error
self-signed untrusted certificate",
    },
    Cause {
        ids: &[SiteSelfSigned, SiteUnknownRoot],
        rank: Rank::Reason,
        message: "the server's certificate, or a CA that it sends, is self-signed and not trusted",
        patterns: "\
self-signed certificate encountered
causedasendentity
error reason: self-signed",
    },
    Cause {
        ids: &[BundlePartialChain, SiteUnknownRoot, SiteMissingIntermediate],
        rank: Rank::Reason,
        message: "the client trusts an intermediate of the chain, but not its root",
        patterns: "\
unable to get issuer certificate ! continuing anyway
unable_to_get_issuer_cert",
    },
    Cause {
        ids: &[SiteIntercepted, SiteUnknownRoot],
        rank: Rank::Decisive,
        message: "a proxy or a security program on the way signs the connection again",
        patterns: "\
pkix_error_mitm_detected
err_cert_known_interception_blocked
unable to check revocation
revocation status unknown
cert_trust_revocation_status_unknown
offlinerevocation
crypt_e_no_revocation_check
crypt_e_revocation_offline
0x80092012
0x80092013
error 12057
secure_cert_rev_failed
sec_cert_rev_failed
revocation server was offline",
    },
    Cause {
        ids: &[SiteDistrusted],
        rank: Rank::Reason,
        message: "a certificate of the chain is revoked or distrusted",
        patterns: "\
certificate revoked ! not yet
certificate has been revoked
certificate was revoked
err_cert_revoked
cert_revoked
net_error -206
sec_error_revoked
sec_error_untrusted
crypt_e_revoked
cert_trust_is_revoked
0x80092010
cert_trust_is_explicit_distrust
explicitdistrust
untrusted_issuer
issuer has been marked as not trusted
certificate is explicitly distrusted
cert_symantec_legacy
certificate is on the blocklist
certificate rejected (
failed: certificate rejected
failed: certificate not trusted",
    },
    Cause {
        ids: &[SiteWeak, PythonOpensslConf],
        rank: Rank::Reason,
        message: "a key or a signature in the chain is too weak for this client",
        patterns: "\
ee certificate key too weak
ca certificate key too weak
ee key too small
modulus too small
ee key too weak
ca key too small
ca md too weak
ee md too weak
digest algorithm too weak
dh key too small
bad_dh_p_length
bad dh value
ephemeral diffie-hellman public key
ephemeral_dh_key
dhpublicvaluetoosmall
prime size is too small
algorithm constraints check failed
does not conform to algorithm constraints
disabled algorithm
insecure algorithm
cert_signature_algorithm_disabled
weak_signature_algorithm
cert_weak_key
err_cert_weak
net_error -208
inadequate_key_size
weak key or signature
hasweaksignature
unsupportedsignaturealgorithm
signed using an insecure
signature algorithm that is disabled
wrong signature type
legacy sigalg disallowed
signed with an unacceptable hash
signed with an unacceptable key",
    },
    Cause {
        ids: &[PythonStrict, BundleStrict],
        rank: Rank::Decisive,
        message: "the CA is known, but its certificate does not pass the strict checks of Python \
                  3.13 and later",
        patterns: "\
basic constraints of ca cert not marked critical
ca cert does not include key usage
missing authority key identifier
missing subject key identifier
authority key identifier marked critical
subject key identifier marked critical
path length given without
path length invalid for non-ca
key usage keycertsign invalid
keycertsign invalid for non-ca
issuer name empty
subject name empty
subject empty and subject alt name
explicit ecc parameters
empty subject alternative name
subject signature algorithm and issuer public key algorithm mismatch
cert info signature and signature algorithm mismatch
using cert extension requires at least x509v3
requires at least x509v3",
    },
    Cause {
        ids: &[SiteConstraint],
        rank: Rank::Reason,
        message: "a constraint in a certificate of the chain forbids it for this server",
        patterns: "\
permitted subtree violation
excluded subtree violation
nameconstraintviolation
name constraints violat
violates name constraint
name constraint mismatch
invalid name constraint syntax
unsupported name constraint
certificate chain too long
key usage does not include certificate signing
path length constraint
pathlenconstraint
cert_not_in_name_space
not authorized to sign
too many intermediates
incompatible key usage
unsupported certificate purpose
unsuitable certificate purpose
unsupported or invalid name syntax
unhandled critical extension
unknown_critical_extension
unsupportedcriticalextension
unrecognized critical extension
invalid ca certificate
ca_cert_invalid
invalid or inconsistent certificate extension
invalid purpose
inadequate_cert_type
inadequate_key_usage
0x800b0110
cert_e_wrong_usage
violates policy & certificate
notvalidforusage
invalidbasicconstraints
extended key usage does not
keyusage does not allow
ca key usage check failed
certificate is not standards compliant
basic constraints check failed
endentityusedasca",
    },
    Cause {
        ids: &[
            SiteUnknownRoot,
            SiteMissingIntermediate,
            SiteIntercepted,
            SiteExpired,
            SiteSelfSigned,
        ],
        rank: Rank::Refused,
        message: "the client does not accept the server's certificate, and does not say why; most \
                  often it does not trust the CA",
        patterns: "\
certificate verify failed
server certificate verification failed
certificate verification failed
certificate validation failed
certificate verification error
certificate verify error
x509 - certificate verif
ssl certificate problem
ssl validation failed
curl: (60)
curl error 60
libcurl error: 60
curle_peer_failed_verification
curle_ssl_cacert
peer certificate cannot be authenticated
ssl peer certificate or ssh remote key was not ok
failed to verify the legitimacy of the server
confirming the ssl certificate
to connect to & insecurely, use
sslcertverificationerror
condasslerror
error in the certificate verification
clientconnectorcertificateerror
sslhandshakeerror
14090086:ssl
1416f086:ssl
0a000086:ssl
1000007d:ssl
tls: failed to verify certificate
x509: certificate is not
invalid peer certificate
invalid certificate & rustls
error -188
ssl_error_bad_cert",
    },
];

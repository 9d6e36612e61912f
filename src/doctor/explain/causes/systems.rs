//! Clients with a list of CAs of their own, which no variable of the environment changes: Java, Qt,
//! GnuTLS' wget, browsers, and the TLS of Windows and macOS.

use super::{Cause, Rank};
use crate::doctor::Id::{
    ProgramNotReached, SiteClosed, SiteIntercepted, SiteMissingIntermediate, SiteSelfSigned,
    SiteTlsVersion, SiteUnknownRoot,
};

pub const CAUSES: &[Cause] = &[
    Cause {
        ids: &[
            SiteUnknownRoot,
            SiteMissingIntermediate,
            ProgramNotReached,
            SiteIntercepted,
        ],
        rank: Rank::Reason,
        message: "the client does not trust the CA behind the server's certificate; it has a list \
                  of its own, which no CA variable changes",
        patterns: "\
pkix path building failed
unable to find valid certification path
no trusted certificate found
does not chain with any of the trust anchors
certpathbuilderexception
certpathvalidatorexception
validatorexception
trust anchor for certification path not found
suncertpathbuilder
peer not authenticated
doesn't have a known issuer
not signed by known authorities
hasn't got a known issuer
certificate of & is not trusted ! has expired ! activated
issuer certificate of a locally looked up
issuer certificate could not be found
no certificates could be verified
root ca certificate is not trusted for this purpose
root certificate of the certificate chain is self-signed
certificateuntrusted
unable to decrypt certificate's signature
sec_e_untrusted_root
0x80090325
issued by an authority that is not trusted
cert_trust_is_untrusted_root
cert_e_untrustedroot
0x800b0109
terminated in a root certificate
remotecertificatechainerrors
untrustedroot
could not establish trust relationship
remote certificate is invalid
remote certificate was rejected
invalid according to the validation procedure
validation procedure
authenticationexception & certificate
fehlgeschlagen & ssl/tls vertrauensstellung
konnte keine vertrauensstellung
remotezertifikat ist
relation d'approbation
relation de confiance pour le canal
certificat distant
relación de confianza
certificado remoto no es válido
建立信任关系
远程证书无效
信頼関係を確立できません
リモート証明書は無効
신뢰 관계를 설정할 수 없습니다
원격 인증서가 잘못되었습니다
wininet_e_invalid_ca
0x80072f0d
error 12045
winhttp_secure_invalid_ca
error_internet_invalid_ca
sslhandshake failed (-9807
sslhandshake failed (-9808
sslhandshake failed (-9812
sslhandshake failed (-9813
sslhandshake failed (-9802
errordomainssl, -9807
errordomainssl, -9812
errordomainssl, -9813
code: 12045
errsslxcertchaininvalid
errsslunknownroot
errsslnorootcert
errsslbadcert
errssl -9807
errssl -9808
errssl -9812
errssl -9813
error -9807
error -9808
error -9812
error -9813
osstatus -9807
osstatus -9812
osstatus -9813
code=-9807
code=-9808
code=-9812
code=-9813
code=-9802
invalid certificate chain
certificate chain invalid
ssl certificate problem: invalid certificate chain
nsurlerrordomain code=-1202
nsurlerrordomain code=-1203
nsurlerrordomain error -1202
nsurlerrordomain error -1203
nsurlerrordomain -1202
nsurlerrordomain -1203
certificate for this server is invalid
nsurlerrorservercertificate
errsectrustnotavailable
kcferrorhttps
sec_error_ca_cert_invalid",
    },
    Cause {
        ids: &[
            SiteUnknownRoot,
            SiteTlsVersion,
            SiteClosed,
            ProgramNotReached,
        ],
        rank: Rank::Failed,
        message: "the handshake failed, and the client does not say why: most often it does not \
                  trust the CA",
        patterns: "\
ssl handshake failed
ssl handshake failure
sslhandshakefailederror
ssl connection could not be established",
    },
    Cause {
        ids: &[
            SiteMissingIntermediate,
            SiteUnknownRoot,
            ProgramNotReached,
            SiteIntercepted,
        ],
        rank: Rank::Reason,
        message: "the client finds no complete chain to a CA that it trusts",
        patterns: "\
partialchain ! verify_x509
0x800b010a
cert_e_chaining
certificate chain could not be built
a certificate chain could not be built to a trusted root
incomplete certificate chain
certificate chain is incomplete
chain is not complete",
    },
    Cause {
        ids: &[SiteSelfSigned, ProgramNotReached],
        rank: Rank::Reason,
        message: "the server's certificate is self-signed",
        patterns: "\
certificate is self-signed, and untrusted
qsslerror::selfsignedcertificate
certificate of & is self-signed ! has expired ! activated",
    },
    Cause {
        ids: &[ProgramNotReached],
        rank: Rank::Decisive,
        message: "this client does not read the CA variables",
        patterns: "\
schannel & cainfo
cainfo & not supported & schannel
ca bundle & not supported & schannel",
    },
];

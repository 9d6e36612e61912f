//! Messages about files of other formats, with the command that converts them.

use std::fmt;

use super::Foreign::{
    self, AppleProfile, JavaKeyStore, OldNss, OpenPgp, Packed, Pdf, Pkcs12, PublicKey, Request,
    RevocationList, SignedMessage, Sqlite, SshKey, TrustList, WebPage, WindowsStore,
};

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            JavaKeyStore => {
                "a Java key store: export its certificates with `keytool -list -rfc -keystore FILE > ca.pem`"
            }
            Pkcs12 => pkcs12(cfg!(windows)),
            Request => {
                "a certificate request (CSR), which is not a certificate yet: ask for the certificate of the CA"
            }
            RevocationList => {
                "a certificate revocation list (CRL), which contains no certificate: ask for the certificate \
                 of the CA"
            }
            PublicKey => "a public key without a certificate: ask for the certificate of the CA",
            SshKey => "an SSH key, which TLS does not use: ask for the certificate of the CA",
            OpenPgp => "an OpenPGP file, which TLS does not use: ask for the certificate of the CA",
            WindowsStore => {
                "a certificate store of Windows (.sst): open it on Windows and export its certificates as \
                 PKCS#7 (.p7b)"
            }
            TrustList => {
                "a certificate trust list of Windows (.stl), which contains fingerprints only: ask for the \
                 certificate of the CA"
            }
            AppleProfile => {
                "an Apple configuration profile (.mobileconfig): ask for the certificate in it as a file \
                 (.cer, .pem)"
            }
            SignedMessage => {
                "an S/MIME message: extract its certificates with `openssl smime -pk7out -in FILE -out ca.p7b`"
            }
            Sqlite => {
                "an SQLite database, such as NSS' and Firefox' cert9.db: list its names with \
                 `certutil -L -d DIRECTORY`, and export a certificate with \
                 `certutil -L -d DIRECTORY -n NAME -a > ca.pem`"
            }
            OldNss => {
                "a database of an old NSS (cert8.db): export a certificate with \
                 `certutil -L -d dbm:DIRECTORY -n NAME -a > ca.pem`"
            }
            WebPage => {
                "a web page (HTML), perhaps one to log in: download the certificate itself with \
                 `curl -fLo ca.cer URL`"
            }
            Pdf => "a PDF document: ask for the certificate of the CA as a file (.cer, .pem)",
            Packed(name, command) => return write!(f, "packed with {name}: unpack it with `{command}`"),
        })
    }
}

/// Returns the message about a PKCS#12 file. Windows has no openssl; its PowerShell asks for the
/// password and exports the certificates without the key
/// (learn.microsoft.com/powershell/module/pki/get-pfxdata).
const fn pkcs12(on_windows: bool) -> &'static str {
    if on_windows {
        "a PKCS#12 file (.p12, .pfx): export its certificates in PowerShell with \
         `$p = Get-PfxData FILE -Password (Read-Host -AsSecureString); \
         $p.OtherCertificates + $p.EndEntityCertificates | Export-Certificate -Type P7B -FilePath ca.p7b`"
    } else {
        "a PKCS#12 file (.p12, .pfx): export its certificates with \
         `openssl pkcs12 -in FILE -nokeys -out ca.pem` (add `-legacy` if the file is old)"
    }
}

#[cfg(test)]
mod tests {
    use super::pkcs12;

    #[test]
    fn windows_needs_no_openssl() {
        assert!(pkcs12(false).contains("`openssl pkcs12 -in FILE"));
        let text = pkcs12(true);
        assert!(
            !text.contains("openssl") && text.contains("in PowerShell with `$p = Get-PfxData FILE")
        );
        assert!(text.ends_with("-FilePath ca.p7b`"));
    }
}

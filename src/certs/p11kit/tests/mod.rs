mod match_keys;
mod problems;

use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::oid::db::rfc5280::{ANY_EXTENDED_KEY_USAGE, ID_KP_SERVER_AUTH};
use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::ExtendedKeyUsage;
use x509_cert::name::Name;

use super::section::REJECTED;
use super::value::number;
use super::*;
use crate::certs::Certificate;
use crate::certs::tests::{authority, pem};
use crate::certs::x509::X509;

/// From Fedora's ca-bundle.trust.p11-kit, made from NSS 2.14.
const FEDORA: &str = r#"# This is a bundle of X.509 certificates of public Certificate
# Authorities.  It was generated from the Mozilla root CA list.
#
[p11-kit-object-v1]
label: "Distrust: O=Egypt Trust, OU=VeriSign Trust Network (cert 1/3)"
class: certificate
certificate-type: x-509
modifiable: false
issuer: "0%81%CA1%0B0%09%06%03U%04%06%13%02US1%170%15%06%03U%04%0A%13%0EVeriSign%2C%20Inc.1%1F0%1D%06%03U%04%0B%13%16VeriSign%20Trust%20Network1%3A08%06%03U%04%0B%131%28c%29%201999%20VeriSign%2C%20Inc.%20-%20For%20authorized%20use%20only1E0C%06%03U%04%03%13%3CVeriSign%20Class%203%20Public%20Primary%20Certification%20Authority%20-%20G3"
serial-number: "%02%10L%006%1B%E5%08%2B%A9%AA%CEt%0A%05%3E%FB4"
x-distrusted: true


[p11-kit-object-v1]
label: "Distrusted AC DG Tresor SSL"
class: certificate
certificate-type: x-509
modifiable: false
issuer: "0K1%0B0%09%06%03U%04%06%13%02FR1%0E0%0C%06%03U%04%0A%13%05DGTPE1%2C0%2A%06%03U%04%03%13%23AC%20DGTPE%20Signature%20Authentification"
serial-number: "%02%03%03%1D%A7"
x-distrusted: true


[p11-kit-object-v1]
label: "Explicitly Distrust DigiNotar Services 1024 CA"
class: x-certificate-extension
object-id: 1.3.6.1.4.1.3319.6.10.1
value: "0.%06%0a%2b%06%01%04%01%99w%06%0a%01%04 0%1e%06%08%2b%06%01%05%05%07%03%04%06%08%2b%06%01%05%05%07%03%01%06%08%2b%06%01%05%05%07%03%03"
modifiable: false
-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDam01dPPnR4ovGxgggxdkeSOxm
WGd5YitBY/SJjWjar7iUNosZJKSgk9KZD7KtLTVNzS9q4fmbGSu8BBp+LT1SZM3x
PmcPiS7o8k+upgihhf6hqQnmxqs+Q/yvegOR2qY5pmHumE8YqNOzr2aC6Z+83XL5
BgS9EtkYJOerk1OLWQIDAQAB
-----END PUBLIC KEY-----
[p11-kit-object-v1]
label: "Explicitly Distrust DigiNotar Services 1024 CA"
class: x-certificate-extension
object-id: 2.5.29.37
value: "0%18%06%03U%1d%25%01%01%ff%04%0e0%0c%06%0a%2b%06%01%04%01%99w%06%0a%10"
modifiable: false
-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDam01dPPnR4ovGxgggxdkeSOxm
WGd5YitBY/SJjWjar7iUNosZJKSgk9KZD7KtLTVNzS9q4fmbGSu8BBp+LT1SZM3x
PmcPiS7o8k+upgihhf6hqQnmxqs+Q/yvegOR2qY5pmHumE8YqNOzr2aC6Z+83XL5
BgS9EtkYJOerk1OLWQIDAQAB
-----END PUBLIC KEY-----

[p11-kit-object-v1]
label: "Explicitly Distrust DigiNotar Services 1024 CA"
x-distrusted: true
nss-mozilla-ca-policy: true
modifiable: false
-----BEGIN CERTIFICATE-----
MIIDcTCCAtqgAwIBAgIED////zANBgkqhkiG9w0BAQUFADBoMQswCQYDVQQGEwJO
TDESMBAGA1UEChMJRGlnaU5vdGFyMSMwIQYDVQQDExpEaWdpTm90YXIgU2Vydmlj
ZXMgMTAyNCBDQTEgMB4GCSqGSIb3DQEJARYRaW5mb0BkaWdpbm90YXIubmwwHhcN
MDcwNzI2MTU1OTAxWhcNMTMwODI2MTYyOTAxWjBoMQswCQYDVQQGEwJOTDESMBAG
A1UEChMJRGlnaU5vdGFyMSMwIQYDVQQDExpEaWdpTm90YXIgU2VydmljZXMgMTAy
NCBDQTEgMB4GCSqGSIb3DQEJARYRaW5mb0BkaWdpbm90YXIubmwwgZ8wDQYJKoZI
hvcNAQEBBQADgY0AMIGJAoGBANqbTV08+dHii8bGCCDF2R5I7GZYZ3liK0Fj9ImN
aNqvuJQ2ixkkpKCT0pkPsq0tNU3NL2rh+ZsZK7wEGn4tPVJkzfE+Zw+JLujyT66m
CKGF/qGpCebGqz5D/K96A5HapjmmYe6YTxio07OvZoLpn7zdcvkGBL0S2Rgk56uT
U4tZAgMBAAGjggEmMIIBIjASBgNVHRMBAf8ECDAGAQH/AgEAMCcGA1UdJQQgMB4G
CCsGAQUFBwMBBggrBgEFBQcDAgYIKwYBBQUHAwQwEQYDVR0gBAowCDAGBgRVHSAA
MDMGCCsGAQUFBwEBBCcwJTAjBggrBgEFBQcwAYYXaHR0cDovL29jc3AuZW50cnVz
dC5uZXQwMwYDVR0fBCwwKjAooCagJIYiaHR0cDovL2NybC5lbnRydXN0Lm5ldC9z
ZXJ2ZXIxLmNybDAdBgNVHQ4EFgQU/tyUSQxv71x/xvESmU8WSa37gmUwCwYDVR0P
BAQDAgEGMB8GA1UdIwQYMBaAFPAXYhNVPbP/CgBr+1CEl/PtYtAaMBkGCSqGSIb2
fQdBAAQMMAobBFY3LjEDAgCBMA0GCSqGSIb3DQEBBQUAA4GBAGN0ajepP5acZshY
rAnJ7/VllH+jAsQ4Mb1dI4fs1FayybJu5AUG/Oz1+ohwWdTu5t21eqCjYC8CDKve
El2v8DVLqopHkRr1hSxCxx3vlUOzXriVk6XaxSiqrXItMa2Za2z/jCEnr62akSvH
3VjDbgfFn3nSx4xVv0zHJ15RFis+
-----END CERTIFICATE-----
#Certificate:
#    Data:
#        Version: 3 (0x2)
#        Serial Number: 268435455 (0xfffffff)
"#;

/// Returns the DER of issuer, serial number and public key. All CAs of the tests have one key.
fn parts(der: &[u8]) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    let certificate = X509::decode(der).unwrap();
    let length = u8::try_from(certificate.serial.len()).unwrap();
    (
        certificate.issuer.to_vec(),
        [&[0x02, length], certificate.serial].concat(),
        certificate.public_key.der.to_vec(),
    )
}

fn quoted(bytes: &[u8]) -> String {
    let escaped: Vec<String> = bytes.iter().map(|byte| format!("%{byte:02x}")).collect();
    format!("\"{}\"", escaped.concat())
}

fn public_key() -> String {
    let (_, _, key) = parts(&authority("A"));
    pem::encode(&pem::Pem::new("PUBLIC KEY", key)).replace("\r\n", "\n")
}

fn section(fields: &str) -> String {
    format!("{HEADER}\nx-distrusted: true\n{fields}")
}

fn owned((a, b): (&str, &str)) -> (String, String) {
    (a.to_owned(), b.to_owned())
}

/// Returns the fields that match A without its certificate.
fn issued() -> String {
    let (issuer, serial, _) = parts(&authority("A"));
    let (issuer, serial) = (quoted(&issuer), quoted(&serial));
    format!("issuer: {issuer}\nserial-number: {serial}\n")
}

fn certificate(name: &str) -> MatchKey {
    MatchKey::Certificate(Certificate::new(&authority(name)).unwrap())
}

fn key() -> MatchKey {
    MatchKey::Key(parts(&authority("A")).2.into())
}

fn all_of(text: &str) -> Vec<MatchKey> {
    let (all, problems) = match_keys(text.as_bytes(), false);
    assert!(problems.is_empty(), "{text}: {problems:?}");
    all
}

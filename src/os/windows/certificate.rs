//! What Windows keeps beside a certificate.

use std::ptr;

use schannel::RawPointer as _;
use schannel::cert_context::CertContext;
use windows_sys::Win32::Security::Cryptography::CertGetCertificateContextProperty;

/// A property of a certificate by its number (`wincrypt.h`), if it has that.
pub fn certificate_property(certificate: &CertContext, property: u32) -> Option<Vec<u8>> {
    let mut bytes = vec![0; length(certificate, property)?];
    let mut length = u32::try_from(bytes.len()).ok()?;
    #[expect(
        unsafe_code,
        reason = "schannel knows some properties by name and no others"
    )]
    // SAFETY: the context lives as long as `certificate`, and the buffer has the length that is passed.
    let is_read = unsafe {
        CertGetCertificateContextProperty(
            certificate.as_ptr().cast(),
            property,
            bytes.as_mut_ptr().cast(),
            &raw mut length,
        )
    };
    bytes.truncate(length as usize);
    (is_read != 0).then_some(bytes)
}

fn length(certificate: &CertContext, property: u32) -> Option<usize> {
    let mut length = 0;
    #[expect(
        unsafe_code,
        reason = "schannel knows some properties by name and no others"
    )]
    // SAFETY: the context lives as long as `certificate`; without a buffer only the length is written.
    let is_there = unsafe {
        CertGetCertificateContextProperty(
            certificate.as_ptr().cast(),
            property,
            ptr::null_mut(),
            &raw mut length,
        )
    };
    (is_there != 0).then_some(length as usize)
}

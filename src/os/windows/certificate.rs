//! Properties that Windows stores beside a certificate.

use std::ptr;

use schannel::RawPointer as _;
use schannel::cert_context::CertContext;
use windows_sys::Win32::Security::Cryptography::CertGetCertificateContextProperty;

/// Returns a property of a certificate by its number in `wincrypt.h`.
pub fn certificate_property(certificate: &CertContext, property: u32) -> Option<Vec<u8>> {
    let mut bytes = vec![0; length(certificate, property)?];
    let mut length = u32::try_from(bytes.len()).ok()?;
    #[expect(
        unsafe_code,
        reason = "schannel has functions for some properties only"
    )]
    // SAFETY: the context lives as long as `certificate`, and the buffer has the length that is
    // passed.
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
        reason = "schannel has functions for some properties only"
    )]
    // SAFETY: the context lives as long as `certificate`; without a buffer, only the length is
    // written.
    let exists = unsafe {
        CertGetCertificateContextProperty(
            certificate.as_ptr().cast(),
            property,
            ptr::null_mut(),
            &raw mut length,
        )
    };
    (exists != 0).then_some(length as usize)
}

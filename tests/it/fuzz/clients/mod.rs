//! Properties of every certificate: a client reads those that it is said to read.

mod mutants;
mod readers;

use readers::Reader;
pub use readers::Readers;

use sglaunch::certs::{Certificate, Client, pem};

/// Panics if a client cannot read a certificate that its checks accept. Such a certificate would
/// cost the client all certificates of a bundle. `bytes` is a certificate, or describes some that
/// are made of valid ones.
pub fn hold(bytes: &[u8], readers: &Readers) {
    let ders = match bytes {
        [0x30, 0x80..=0xff, ..] => vec![bytes.to_vec()],
        _ => mutants::of(bytes),
    };
    let decoded = ders.iter().filter_map(|der| Certificate::new(der).ok());
    // Others are in no bundle.
    let included: Vec<Certificate> = decoded
        .filter(|certificate| {
            let refusals = certificate.facts.refusals;
            refusals.by(Client::OpenSsl).is_none() && refusals.by_all.is_none()
        })
        .collect();
    let is_accepted = |reader: &Reader, certificate: &Certificate| {
        certificate.facts.refusals.by(reader.client).is_none()
    };
    // The clients work at the same time.
    for reader in readers.iter() {
        reader.send(
            included
                .iter()
                .filter(|certificate| is_accepted(reader, certificate)),
        );
    }
    for reader in readers.iter() {
        let (accepted, refused): (Vec<_>, Vec<_>) =
            (included.iter()).partition(|certificate| is_accepted(reader, certificate));
        let read = reader.receive(accepted.len());
        let lost = read.iter().zip(&accepted).find(|(is_read, _)| !**is_read);
        if let Some((_, certificate)) = lost {
            panic!(
                "{} cannot read\n{}",
                reader.client,
                pem::encode(&certificate.der)
            );
        }
        reader.count_stricter(&refused);
    }
}

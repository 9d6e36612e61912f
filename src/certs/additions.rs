//! The CAs that users have added to a copy of Mozilla's list, such as certifi's `cacert.pem`.

use std::collections::HashSet;

use super::Certificate;
use super::certifi::commented;
use super::mozilla::roots;
use super::pem::{Block, blocks, decode_text};

/// Returns the certificates of a PEM file that are not its maker's: those below neither comments of
/// certifi nor an underlined name, as curl's list has them. In a list without both, only those
/// behind the last of Mozilla's count: the others may be roots that Mozilla has removed.
pub fn additions(bytes: &[u8]) -> Vec<Certificate> {
    let text = decode_text(bytes);
    let decode = |block: &Block| Certificate::new(&block.decode().ok()?).ok();
    let blocks: Vec<Block> = blocks(&text)
        .filter(|block| block.label == b"CERTIFICATE")
        .collect();
    let underlined = blocks.iter().filter(|block| is_underlined(block.above()));
    let mut known: HashSet<Box<[u8]>> = commented(bytes);
    known.extend(underlined.filter_map(decode).map(|one| one.der));
    let mut found: Vec<Certificate> = blocks.iter().filter_map(decode).collect();
    let mozilla: HashSet<&[u8]> = roots().into_iter().collect();
    if known.is_empty() {
        let last = found.iter().rposition(|one| mozilla.contains(&*one.der));
        found.drain(..last.map_or(0, |last| last + 1));
    }
    found.retain(|one| !known.contains(&one.der) && !mozilla.contains(&*one.der));
    found
}

/// Returns whether the last line of a text is a line of equals signs.
fn is_underlined(text: &[u8]) -> bool {
    let line = text.trim_ascii_end().rsplit(|byte| *byte == b'\n').next();
    line.is_some_and(|line| line.len() > 2 && line.iter().all(|byte| *byte == b'='))
}

#[cfg(test)]
mod tests {
    use super::super::{mozilla, pem::encode};
    use super::*;
    use crate::certs::tests::{authority, pem};

    fn names(text: &str) -> Vec<String> {
        let found = additions(text.as_bytes());
        found.iter().map(Certificate::name).collect()
    }

    #[test]
    fn only_what_users_have_added_is_returned() {
        let curl = format!("Old Root\n========\n{}", pem("Old"));
        assert!(names(&curl).is_empty());
        assert_eq!(names(&format!("{curl}{}", pem("Studio"))), ["Studio"]);
        assert_eq!(names(&format!("{}{curl}", pem("Studio"))), ["Studio"]);
        assert_eq!(names(&pem("Studio")), ["Studio"]);
        assert!(names(&mozilla::to_pem()).is_empty());
        let plain = format!("{}{}", pem("Old"), mozilla::to_pem());
        assert!(names(&plain).is_empty());
        assert_eq!(names(&format!("{plain}{}", pem("Studio"))), ["Studio"]);
        assert!(names(&encode(&authority("A")[..20])).is_empty());
    }
}

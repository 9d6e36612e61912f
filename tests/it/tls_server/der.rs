//! The little of DER that changing a certificate takes.

/// Returns the elements inside an element.
pub fn children(element: &[u8]) -> Vec<&[u8]> {
    let mut rest = &element[header(element)..];
    let mut children = Vec::new();
    while !rest.is_empty() {
        let (child, others) = rest.split_at(header(rest) + length(rest));
        children.push(child);
        rest = others;
    }
    children
}

pub fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let bytes = content.len().to_be_bytes();
    let bytes = &bytes[bytes.iter().take_while(|byte| **byte == 0).count()..];
    let length = match (content.len(), u8::try_from(bytes.len())) {
        (short @ ..0x80, _) => vec![u8::try_from(short).expect("less than 128")],
        (_, count) => [&[0x80 | count.expect("few bytes")], bytes].concat(),
    };
    [&[tag], &*length, content].concat()
}

pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(0x30, &parts.concat())
}

pub fn bit_string(bytes: &[u8]) -> Vec<u8> {
    element(0x03, &[&[0], bytes].concat())
}

/// Whether a `SubjectPublicKeyInfo` has an RSA key.
pub fn is_rsa(public_key: &[u8]) -> bool {
    let algorithm = children(public_key)[0];
    children(algorithm)[0].ends_with(&[0x01, 0x01, 0x01])
}

/// Returns the number of bytes of the tag and the length.
fn header(element: &[u8]) -> usize {
    match element[1] {
        ..0x80 => 2,
        long => 2 + usize::from(long & 0x7f),
    }
}

fn length(element: &[u8]) -> usize {
    match element[1] {
        short @ ..0x80 => usize::from(short),
        _ => element[2..header(element)]
            .iter()
            .fold(0, |length, byte| length << 8 | usize::from(*byte)),
    }
}

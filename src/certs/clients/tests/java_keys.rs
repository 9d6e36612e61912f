use super::java::integer;
use super::*;

const RSA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
const PSS: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a";
const CURVES: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";

/// Returns a number of some bytes, of which the first is 0x40.
fn of_bytes(count: usize) -> Vec<u8> {
    integer(&[&[0x40][..], &vec![1; count - 1]].concat())
}

/// Returns whether Java refuses a key, and no other client does.
fn refuses_key(algorithm: &[Vec<u8>], key: &[u8]) -> bool {
    let parts = Parts {
        key: seq(&[seq(algorithm), tlv(3, &[&[0], key].concat())]),
        ..Parts::default()
    };
    match refused_by(&parts).as_str() {
        "" => false,
        "j" => true,
        others => panic!("{others}"),
    }
}

#[test]
fn rsa_keys_have_limits() {
    let accepts = |numbers: &[Vec<u8>]| !refuses_key(&[oid(RSA), null()], &seq(numbers));
    let e = || integer(b"\x03");
    assert!(accepts(&[of_bytes(256), e()]));
    assert!(accepts(&[of_bytes(64), e()]));
    assert!(accepts(&[of_bytes(2048), e()]));
    assert!(accepts(&[of_bytes(384), of_bytes(9)]));
    assert!(accepts(&[of_bytes(385), of_bytes(8)]));
    assert!(accepts(&[
        integer(&[&[0, 0x80][..], &[1; 2047]].concat()),
        e()
    ]));
    assert!(!accepts(&[of_bytes(63), e()]));
    assert!(!accepts(&[of_bytes(2049), e()]));
    assert!(!accepts(&[of_bytes(385), of_bytes(9)]));
    assert!(!accepts(&[of_bytes(64), of_bytes(65)]));
    assert!(!accepts(&[of_bytes(64), integer(&[0x41; 64])]));
    assert!(!accepts(&[of_bytes(64), of_bytes(64)]));
    for small in [b"\0", b"\x01", b"\x02"] {
        assert!(!accepts(&[of_bytes(64), integer(small)]));
    }
    assert!(!accepts(&[integer(&[&[0, 0][..], &[1; 64]].concat()), e()]));
    assert!(!accepts(&[of_bytes(64)]));
    assert!(!accepts(&[of_bytes(64), e(), e()]));
    assert!(refuses_key(&[oid(RSA), null()], b"key"));
    assert!(!refuses_key(&[oid(RSA)], &seq(&[of_bytes(64), e()])));
    assert!(refuses_key(
        &[oid(RSA), seq(&[])],
        &seq(&[of_bytes(64), e()])
    ));
    assert!(!refuses_key(&[oid(PSS)], &seq(&[of_bytes(64), e()])));
}

#[test]
fn points_are_of_known_curves() {
    let p256 = || oid(b"\x2a\x86\x48\xce\x3d\x03\x01\x07");
    let point = |form: u8, length: usize| [vec![form], vec![7; length]].concat();
    assert!(!refuses_key(&[oid(CURVES), p256()], &point(4, 64)));
    assert!(!refuses_key(
        &[oid(CURVES), oid(b"\x2b\x81\x04\x00\x23")],
        &point(4, 132)
    ));
    assert!(refuses_key(&[oid(CURVES), p256()], &point(4, 63)));
    assert!(refuses_key(&[oid(CURVES), p256()], &point(2, 32)));
    assert!(refuses_key(&[oid(CURVES), p256()], b""));
    assert!(refuses_key(&[oid(CURVES), oid(b"\x2a\x03")], &point(4, 64)));
    assert!(refuses_key(&[oid(CURVES), seq(&[])], &point(4, 64)));
    assert!(refuses_key(&[oid(CURVES)], &point(4, 64)));
}

#[test]
fn other_keys_have_their_form() {
    let ed25519 = || oid(b"\x2b\x65\x70");
    assert!(!refuses_key(&[ed25519()], &[7; 32]));
    assert!(refuses_key(&[ed25519()], &[7; 31]));
    assert!(refuses_key(&[ed25519(), seq(&[])], &[7; 32]));
    let dsa = || oid(b"\x2a\x86\x48\xce\x38\x04\x01");
    let three = || seq(&[integer(b"\x17"), integer(b"\x0b"), integer(b"\x04")]);
    assert!(!refuses_key(&[dsa(), three()], &integer(b"\x05")));
    assert!(!refuses_key(&[dsa()], &integer(b"\x05")));
    assert!(refuses_key(
        &[dsa(), seq(&[integer(b"\x17")])],
        &integer(b"\x05")
    ));
    assert!(refuses_key(&[dsa(), three()], b"key"));
    // GOST, Diffie-Hellman, and AES as the algorithm of a key.
    assert!(!refuses_key(
        &[oid(b"\x2a\x85\x03\x07\x01\x01\x01\x01"), three()],
        b"key"
    ));
    assert!(refuses_key(&[oid(b"\x2a\x86\x48\xce\x3e\x02\x01")], b"key"));
    assert!(refuses_key(
        &[oid(b"\x60\x86\x48\x01\x65\x03\x04\x01\x02"), seq(&[])],
        b"key"
    ));
}

#[test]
fn parameters_of_pss_are_decoded() {
    let hash = |identifier: &[u8]| seq(&[oid(identifier), null()]);
    let sha256 = || hash(b"\x60\x86\x48\x01\x65\x03\x04\x02\x01");
    let mask = |identifier: &[u8]| explicit(1, &seq(&[oid(identifier), sha256()]));
    let mgf1 = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08";
    let by = |parameters: Vec<u8>| {
        refused_by(&Parts {
            inner: seq(&[oid(PSS), parameters]),
            ..Parts::default()
        })
    };
    let salt = |content: &[u8]| explicit(2, &integer(content));
    assert_eq!(by(null()), "");
    assert_eq!(by(seq(&[])), "");
    assert_eq!(
        by(seq(&[
            explicit(0, &sha256()),
            mask(mgf1),
            salt(b"\x20"),
            explicit(3, &integer(b"\x01"))
        ])),
        ""
    );
    assert_eq!(by(seq(&[salt(b"\0\xde")])), "");
    assert_eq!(by(seq(&[explicit(0, &hash(b"\x2b\x0e\x03\x02\x1a"))])), "");
    assert_eq!(by(seq(&[explicit(0, &hash(b"\x2a\x03"))])), "j");
    assert_eq!(by(seq(&[mask(b"\x2a\x03")])), "j");
    assert_eq!(by(seq(&[salt(b"\xff")])), "j");
    assert_eq!(by(seq(&[explicit(3, &integer(b"\x02"))])), "j");
    assert_eq!(by(seq(&[explicit(4, &integer(b"\x02"))])), "j");
}

use super::*;

/// Asserts that a section causes this problem only, and that its neighbours are read.
fn expect_problem(bad: &str, why: &str) {
    let good = section(&pem("A"));
    let mut places = vec![(1, format!("{bad}\n{good}"))];
    // Without a header, it would be a part of the section before.
    if bad.starts_with('[') {
        places.push((2, format!("{good}\n{bad}\n{good}")));
    }
    for (number, text) in places {
        let (all, problems) = match_keys(text.as_bytes(), false);
        assert!(
            !all.is_empty() && all.iter().all(|one| *one == certificate("A")),
            "{text}"
        );
        let [problem] = &problems[..] else {
            panic!("{text}: {problems:?}")
        };
        assert!(
            matches!(problem, ProblemKind::Skipped { part: Part::Section(at), why: message }
                if *at == number && message.contains(why)),
            "{problem}: {why}"
        );
    }
}

#[test]
fn a_bad_section_is_skipped_alone() {
    let good = section(&pem("A"));
    for (from, to, why) in [
        (
            "[p11-kit-object-v1]",
            "",
            "does not begin with [p11-kit-object-v1]",
        ),
        ("v1]", "v2]", "does not begin with [p11-kit-object-v1]"),
        ("v1]", "v1] # A", "does not begin with [p11-kit-object-v1]"),
        ("v1]", "v1", "does not begin with [p11-kit-object-v1]"),
        ("ted: ", "ted ", "line without a colon"),
        ("true", "True", "`x-distrusted` is neither"),
        ("true", "\"true\"", "`x-distrusted` is neither"),
        ("true", "true # A", "`x-distrusted` is neither"),
        ("true", "", "`x-distrusted` is neither"),
        (
            "-----END CERTIFICATE-----",
            "",
            "END line of the block missing",
        ),
        ("END CERTIFICATE", "END X", "END line missing"),
        ("-----\nMII", "-----\nMII!", "invalid base64"),
        ("-----\nMII", "-----\nAII", "not a certificate"),
        (
            " CERTIFICATE",
            " TRUSTED CERTIFICATE",
            "neither a certificate nor",
        ),
        (" CERTIFICATE", " PUBLIC KEY", "invalid `PUBLIC KEY`"),
    ] {
        expect_problem(&good.replace(from, to), why);
    }
}

#[test]
fn a_bad_issuer_or_serial_skips_the_section() {
    for (from, to, why) in [
        ("\"%30", "\"%31", "invalid `issuer`"),
        ("\"%30", "%30", "`issuer` is not quoted"),
        ("\"%30", "\"%3", "`issuer` is not quoted"),
        (
            "number: \"%02",
            "number: \"%04",
            "`serial-number` is not an INTEGER",
        ),
        (
            "number: \"%02",
            "number: \"",
            "`serial-number` is not an INTEGER",
        ),
    ] {
        expect_problem(&section(&issued().replace(from, to)), why);
    }
    let info = "public-key-info: \"0%00\"\n";
    expect_problem(&section(info), "invalid `public-key-info`");
}

#[test]
fn distrust_without_a_certificate_is_a_problem() {
    let (issuer, serial) = issued().split_once('\n').map(owned).unwrap();
    let extension = format!("class: x-certificate-extension\nobject-id: {REJECTED}\nvalue: ");
    let rejection = quoted(&ExtendedKeyUsage(vec![ID_KP_SERVER_AUTH]).to_der().unwrap());
    for fields in [
        "",
        "label: \"A\"\nid: \"%01\"\n",
        "public-key-info: \"\"\n",
        &issuer,
        &serial,
        &issued().replace("number: ", "number: \"\" \n#"),
    ] {
        expect_problem(
            &section(fields),
            "does not contain the certificate that it distrusts",
        );
    }
    for (value, why) in [
        (
            &*rejection,
            "does not contain the certificate that it distrusts",
        ),
        ("\"a\"", "invalid `value`"),
        ("\"\"", "invalid `value`"),
        ("a", "`value` is not quoted"),
    ] {
        expect_problem(&format!("{HEADER}\n{extension}{value}\n"), why);
    }
    let (all, problems) = match_keys(HEADER.as_bytes(), true);
    assert!(all.is_empty() && problems.len() == 1, "{problems:?}");
}

#[test]
fn no_input_panics() {
    let mut random = fastrand::Rng::with_seed(7);
    let good = format!(
        "{FEDORA}{HEADER}\nx-distrusted: true\n{}{}",
        issued(),
        pem("A")
    );
    for _ in 0..2_000 {
        let mut bytes = good.clone().into_bytes();
        for _ in 0..random.usize(1..6) {
            let at = random.usize(0..bytes.len());
            match random.u8(0..4) {
                0 => bytes[at] = random.u8(..),
                1 => bytes.truncate(at.max(1)),
                2 => bytes.insert(at, random.choice(*b"[]\"%:#-\n0").unwrap()),
                _ => drop(bytes.drain(at..(at + 30).min(bytes.len()))),
            }
        }
        match_keys(&bytes, random.bool());
    }
}

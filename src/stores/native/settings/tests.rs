use super::*;
use crate::certs::tests::authority;

/// Returns a domain's property list with the entries of certificates, by their names.
fn exported(certificates: &[(&str, &str)]) -> String {
    let certificates = certificates.iter().map(|(name, entries)| {
        let digest = hex(&sha1(&authority(name))).to_ascii_uppercase();
        certificate(&digest, entries)
    });
    list(&certificates.collect::<String>())
}

fn certificate(digest: &str, entries: &str) -> String {
    format!(
        "<key>{digest}</key><dict><key>issuerName</key><data>\n\t\tMAA=\n\t\t</data>\
         <key>modDate</key><date>2026-11-21T22:32:42Z</date>\
         <key>serialNumber</key><data>AQ==</data>{entries}</dict>"
    )
}

fn list(certificates: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \
         \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\"><dict>\
         <key>trustList</key><dict>{certificates}</dict>\
         <key>trustVersion</key><integer>1</integer></dict></plist>\n"
    )
}

fn entries(entries: &[&str]) -> String {
    let entries = entries.iter().map(|entry| format!("<dict>{entry}</dict>"));
    let entries = entries.collect::<Vec<_>>().concat();
    format!("<key>trustSettings</key><array>{entries}</array>")
}

const DENY: &str = "<key>kSecTrustSettingsResult</key><integer>3</integer>";
const UNSPECIFIED: &str = "<key>kSecTrustSettingsResult</key><integer>4</integer>";
const TLS_SERVERS: &str = "<key>kSecTrustSettingsPolicy</key><data>\n\t\tKoZIhvdj\n\t\tZAED\n\t\t</data>\
                           <key>kSecTrustSettingsPolicyName</key><string>sslServer</string>";
const TLS_CLIENTS: &str = "<key>kSecTrustSettingsPolicy</key><data>KoZIhvdjZAED</data>\
                           <key>kSecTrustSettingsPolicyName</key><string>sslClient</string>";
const MAIL: &str = "<key>kSecTrustSettingsPolicy</key><data>KoZIhvdjZAEI</data>\
                    <key>kSecTrustSettingsPolicyName</key><string>SMIME</string>";

/// Returns the result of a domain's entries for a root.
#[track_caller]
fn result_of(entries: &str) -> Option<TrustResult> {
    let read = DomainSettings::read(exported(&[("X", entries)]).as_bytes()).unwrap();
    trust_result(read.of(&authority("X")).unwrap(), true)
}

#[test]
fn a_certificate_without_entries_is_always_trusted() {
    assert_eq!(result_of(""), Some(TrustResult::Trust));
    assert_eq!(result_of(&entries(&[])), Some(TrustResult::Trust));
    let read = DomainSettings::read(exported(&[("X", "")]).as_bytes()).unwrap();
    assert!(read.of(&authority("Y")).is_none());
}

#[test]
fn an_entry_applies_to_servers_or_to_every_use() {
    let with = |policy: &str| result_of(&entries(&[&format!("{policy}{DENY}")]));
    for policy in [
        "",
        TLS_SERVERS,
        "<key>kSecTrustSettingsPolicy</key><data>KoZIhvdjZAED</data>",
        "<key>kSecTrustSettingsPolicy</key><string>1.2.840.113635.100.1.3</string>",
        "<key>kSecTrustSettingsPolicyName</key><string>sslServer</string>",
    ] {
        assert_eq!(with(policy), Some(TrustResult::Deny), "{policy}");
    }
    for policy in [
        TLS_CLIENTS,
        MAIL,
        "<key>kSecTrustSettingsPolicy</key><data>KoZIhvdjZAEI</data>",
        "<key>kSecTrustSettingsPolicy</key><string>1.2.840.113635.100.1.8</string>",
        "<key>kSecTrustSettingsPolicy</key><integer>1</integer>",
    ] {
        assert_eq!(with(policy), None, "{policy}");
    }
}

#[test]
fn an_entry_for_one_host_or_program_is_ignored() {
    for limit in [
        "<key>kSecTrustSettingsPolicyString</key><string>render.studio</string>",
        "<key>kSecTrustSettingsApplication</key><data>AAAA</data>",
        "<key>kSecTrustSettingsPolicyOptions</key><dict/>",
    ] {
        let limited = format!("{TLS_SERVERS}{limit}{DENY}");
        assert_eq!(result_of(&entries(&[&limited])), None, "{limit}");
    }
}

#[test]
fn numbers_may_be_signed_or_unsigned() {
    for (usage, expected) in [
        ("8", Some(TrustResult::Deny)),
        ("-1", Some(TrustResult::Deny)),
        ("4294967295", Some(TrustResult::Deny)),
        ("1", None),
    ] {
        let usage = format!("<key>kSecTrustSettingsKeyUsage</key><integer>{usage}</integer>{DENY}");
        assert_eq!(result_of(&entries(&[&usage])), expected, "{usage}");
    }
    // An entry that allows an error has no result, which means `TrustRoot`.
    let allowed =
        "<key>kSecTrustSettingsAllowedError</key><integer>-2147409654</integer>".to_owned();
    assert_eq!(result_of(&entries(&[&allowed])), Some(TrustResult::Trust));
}

#[test]
fn an_entry_without_known_keys_is_ignored() {
    let nothing = "<key>kSecTrustSettingsPolicyName</key><string>sslServer</string>";
    assert_eq!(
        result_of(&entries(&[nothing, &format!("{TLS_SERVERS}{DENY}")])),
        Some(TrustResult::Deny)
    );
    let mail = format!("{MAIL}{DENY}");
    assert_eq!(result_of(&entries(&[nothing, &mail])), None);
}

#[test]
fn a_malformed_list_is_an_error() {
    for wrong in [
        String::new(),
        "<plist version=\"1.0\"><array/></plist>".to_owned(),
        "<plist version=\"1.0\"><dict/></plist>".to_owned(),
        list("<key>X</key><string>x</string>"),
        list(&certificate("X", "<key>trustSettings</key><dict/>")),
        list(&certificate(
            "X",
            "<key>trustSettings</key><array><string>x</string></array>",
        )),
        list("").replace("</dict></plist>", ""),
    ] {
        assert!(DomainSettings::read(wrong.as_bytes()).is_err(), "{wrong}");
    }
    assert!(DomainSettings::read(list("").as_bytes()).is_ok());
    // Administrators could once set a default for every root. macOS now ignores it.
    let default = certificate("kSecTrustRecordDefaultRootCert", &entries(&[DENY]));
    let read = DomainSettings::read(list(&default).as_bytes()).unwrap();
    assert!(read.of(&authority("X")).is_none());
}

/// Returns the certificates that the domains (user, administrators, system) trust, and those that
/// they distrust, each with the settings that do.
fn results(domains: [&[(&str, &str)]; 3]) -> (Vec<String>, Vec<(String, String)>) {
    let read = |certificates| DomainSettings::read(exported(certificates).as_bytes()).unwrap();
    let [user, administrators, system] = domains.map(read);
    let settings = AllSettings {
        user,
        administrators,
        system,
    };
    let names: BTreeSet<&str> = domains
        .into_iter()
        .flatten()
        .map(|(name, _)| *name)
        .collect();
    let mut loaded = Loaded::default();
    let certificates = names.iter().map(|name| authority(name)).collect();
    loaded.apply_trust_settings(certificates, &settings, true);
    assert!(loaded.problems.is_empty());
    let name_of = |der: &[u8]| {
        let mut names = names.iter();
        names
            .find(|name| authority(name) == der)
            .unwrap()
            .to_string()
    };
    let trusted = loaded.certificates.iter();
    let mut trusted: Vec<_> = trusted.map(|(_, read)| name_of(&read.der)).collect();
    trusted.sort();
    let distrusted = loaded.distrusted.iter().map(|(key, owner)| match key {
        MatchKey::Certificate(distrusted) => (name_of(&distrusted.der), owner.to_string()),
        other => panic!("{other:?}"),
    });
    let mut distrusted: Vec<_> = distrusted.collect();
    distrusted.sort();
    (trusted, distrusted)
}

#[test]
fn administrators_override_the_user_and_both_the_system() {
    let deny = entries(&[&format!("{TLS_SERVERS}{DENY}")]);
    let (trusted, distrusted) = results([
        &[("A", ""), ("B", &deny), ("C", &deny), ("D", "")],
        &[("A", &deny), ("B", ""), ("E", &deny)],
        &[("C", ""), ("E", ""), ("F", "")],
    ]);
    assert_eq!(trusted, ["B", "D", "F"]);
    let by = |name: &str, owner: &str| (name.to_owned(), format!("the {owner} trust settings"));
    assert_eq!(
        distrusted,
        [
            by("A", ADMINISTRATORS),
            by("C", USER),
            by("E", ADMINISTRATORS)
        ]
    );
}

#[test]
fn settings_without_a_result_for_servers_defer_to_the_system() {
    let deny = entries(&[&format!("{TLS_SERVERS}{DENY}")]);
    let mail = entries(&[&format!("{MAIL}{DENY}")]);
    let unspecified = entries(&[&format!("{TLS_SERVERS}{UNSPECIFIED}")]);
    let (trusted, distrusted) = results([
        &[("A", ""), ("B", &deny), ("C", &mail), ("D", &mail)],
        &[("A", &mail), ("B", &unspecified)],
        &[("B", ""), ("C", "")],
    ]);
    assert_eq!(
        (trusted, distrusted),
        (vec!["B".to_owned(), "C".to_owned()], vec![])
    );
}

#[test]
fn without_the_store_certificates_are_only_distrusted() {
    let exported = exported(&[("A", ""), ("B", &entries(&[DENY]))]);
    let settings = AllSettings {
        user: DomainSettings::read(exported.as_bytes()).unwrap(),
        ..AllSettings::default()
    };
    let mut loaded = Loaded::default();
    let certificates = BTreeSet::from([authority("A"), authority("B")]);
    loaded.apply_trust_settings(certificates, &settings, false);
    assert_eq!((loaded.certificates.len(), loaded.distrusted.len()), (0, 1));
}

#[test]
fn a_trusted_certificate_that_cannot_be_decoded_is_a_problem() {
    let broken = b"broken".to_vec();
    let digest = hex(&sha1(&broken));
    let list = list(&certificate(&digest.to_ascii_uppercase(), ""));
    let settings = AllSettings {
        system: DomainSettings::read(list.as_bytes()).unwrap(),
        ..AllSettings::default()
    };
    let mut loaded = Loaded::default();
    loaded.apply_trust_settings(BTreeSet::from([broken]), &settings, true);
    let kind = &loaded.problems[0].kind;
    assert!(
        matches!(kind, ProblemKind::Skipped { part: Part::Sha1(sha1), .. } if *sha1 == digest),
        "{kind}"
    );
}

#[test]
fn the_digest_changes_with_the_settings_and_the_certificates_alone() {
    let read = |list: &str| DomainSettings::read(list.as_bytes()).unwrap();
    let certificates = |names: &[&str]| -> BTreeSet<Vec<u8>> {
        names.iter().map(|name| authority(name)).collect()
    };
    let digest = |user: &str, of_user: &[&str], administrators: &str, of_them: &[&str]| {
        let (of_user, of_them) = (certificates(of_user), certificates(of_them));
        content_digest([(&read(user), &of_user), (&read(administrators), &of_them)])
    };
    let (x, xy) = (exported(&[("X", "")]), exported(&[("X", ""), ("Y", "")]));
    let none = list("");
    let known = digest(&x, &["X"], &none, &[]);
    // The property lists have the times of changes, and their order is not defined.
    let later = x.replace("2026-11-21", "2026-11-30");
    assert_eq!(digest(&later, &["X"], &none, &[]), known);
    let (first, second) = (("X", ""), ("Y", &*entries(&[DENY])));
    let orders = [[first, second], [second, first]].map(|both| exported(&both));
    let of_orders = orders.map(|list| digest(&list, &["X", "Y"], &none, &[]));
    assert_eq!(of_orders[0], of_orders[1]);
    let denied = exported(&[("X", &entries(&[DENY]))]);
    let for_mail = exported(&[("X", &entries(&[MAIL]))]);
    let all = [
        known,
        // No settings, those of administrators, distrust, and another use.
        digest(&none, &[], &none, &[]),
        digest(&none, &[], &x, &["X"]),
        digest(&denied, &["X"], &none, &[]),
        digest(&for_mail, &["X"], &none, &[]),
        // One more certificate; a certificate is deleted, and its settings stay.
        digest(&xy, &["X", "Y"], &none, &[]),
        digest(&x, &[], &none, &[]),
        digest(&x, &["X"], &none, &["Y"]),
    ];
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
}

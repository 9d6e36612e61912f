use super::*;
use crate::certs::tests::authority;

/// What the system exports, with these entries of the certificates of these names.
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

/// What a domain that exports these entries thinks of a root.
#[track_caller]
fn thinks(entries: &str) -> Option<Opinion> {
    let read = Settings::read(exported(&[("X", entries)]).as_bytes()).unwrap();
    opinion(read.of(&authority("X")).unwrap(), true)
}

#[test]
fn a_certificate_without_entries_is_always_trusted_and_one_without_settings_is_not_there() {
    assert_eq!(thinks(""), Some(Opinion::Trust));
    assert_eq!(thinks(&entries(&[])), Some(Opinion::Trust));
    let read = Settings::read(exported(&[("X", "")]).as_bytes()).unwrap();
    assert!(read.of(&authority("Y")).is_none());
}

#[test]
fn an_entry_is_about_servers_or_about_every_use() {
    let with = |policy: &str| thinks(&entries(&[&format!("{policy}{DENY}")]));
    for policy in [
        "",
        TLS_SERVERS,
        "<key>kSecTrustSettingsPolicy</key><data>KoZIhvdjZAED</data>",
        "<key>kSecTrustSettingsPolicy</key><string>1.2.840.113635.100.1.3</string>",
        "<key>kSecTrustSettingsPolicyName</key><string>sslServer</string>",
    ] {
        assert_eq!(with(policy), Some(Opinion::Deny), "{policy}");
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
fn an_entry_for_one_host_or_program_is_passed_over() {
    for limit in [
        "<key>kSecTrustSettingsPolicyString</key><string>render.studio</string>",
        "<key>kSecTrustSettingsApplication</key><data>AAAA</data>",
        "<key>kSecTrustSettingsPolicyOptions</key><dict/>",
    ] {
        let limited = format!("{TLS_SERVERS}{limit}{DENY}");
        assert_eq!(thinks(&entries(&[&limited])), None, "{limit}");
    }
}

#[test]
fn numbers_are_read_with_and_without_a_sign() {
    for (usage, expected) in [
        ("8", Some(Opinion::Deny)),
        ("-1", Some(Opinion::Deny)),
        ("4294967295", Some(Opinion::Deny)),
        ("1", None),
    ] {
        let usage = format!("<key>kSecTrustSettingsKeyUsage</key><integer>{usage}</integer>{DENY}");
        assert_eq!(thinks(&entries(&[&usage])), expected, "{usage}");
    }
    // An entry that allows an error has no result, which means that the root is trusted.
    let allowed =
        "<key>kSecTrustSettingsAllowedError</key><integer>-2147409654</integer>".to_owned();
    assert_eq!(thinks(&entries(&[&allowed])), Some(Opinion::Trust));
}

#[test]
fn an_entry_that_says_nothing_is_none() {
    let nothing = "<key>kSecTrustSettingsPolicyName</key><string>sslServer</string>";
    assert_eq!(
        thinks(&entries(&[nothing, &format!("{TLS_SERVERS}{DENY}")])),
        Some(Opinion::Deny)
    );
    let mail = format!("{MAIL}{DENY}");
    assert_eq!(thinks(&entries(&[nothing, &mail])), None);
}

#[test]
fn what_is_no_list_of_settings_is_not_taken_for_an_empty_one() {
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
        assert!(Settings::read(wrong.as_bytes()).is_err(), "{wrong}");
    }
    assert!(Settings::read(list("").as_bytes()).is_ok());
    // An administrator could once set what holds for every root. The system no longer looks at it.
    let default = certificate("kSecTrustRecordDefaultRootCert", &entries(&[DENY]));
    let read = Settings::read(list(&default).as_bytes()).unwrap();
    assert!(read.of(&authority("X")).is_none());
}

/// What the domains, user, administrators and system, come to for these certificates: those that are trusted, and those
/// that are distrusted with whoever says so.
fn judged(domains: [&[(&str, &str)]; 3]) -> (Vec<String>, Vec<(String, String)>) {
    let read = |certificates| Settings::read(exported(certificates).as_bytes()).unwrap();
    let [user, administrators, system] = domains.map(read);
    let domains_read = Domains {
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
    loaded.judge(certificates, &domains_read, true);
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
    let distrusted = loaded.distrusted.iter().map(|(what, whose)| match what {
        MatchKey::Certificate(distrusted) => (name_of(&distrusted.der), whose.clone()),
        other => panic!("{other:?}"),
    });
    let mut distrusted: Vec<_> = distrusted.collect();
    distrusted.sort();
    (trusted, distrusted)
}

#[test]
fn an_administrator_overrules_the_user_and_both_the_system() {
    let deny = entries(&[&format!("{TLS_SERVERS}{DENY}")]);
    let (trusted, distrusted) = judged([
        &[("A", ""), ("B", &deny), ("C", &deny), ("D", "")],
        &[("A", &deny), ("B", ""), ("E", &deny)],
        &[("C", ""), ("E", ""), ("F", "")],
    ]);
    assert_eq!(trusted, ["B", "D", "F"]);
    let by = |name: &str, whose: &str| (name.to_owned(), format!("the {whose} trust settings"));
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
fn settings_without_a_word_on_servers_leave_it_to_the_system_alone() {
    let deny = entries(&[&format!("{TLS_SERVERS}{DENY}")]);
    let mail = entries(&[&format!("{MAIL}{DENY}")]);
    let unspecified = entries(&[&format!("{TLS_SERVERS}{UNSPECIFIED}")]);
    let (trusted, distrusted) = judged([
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
fn what_is_not_wanted_is_only_distrusted() {
    let exported = exported(&[("A", ""), ("B", &entries(&[DENY]))]);
    let domains = Domains {
        user: Settings::read(exported.as_bytes()).unwrap(),
        ..Domains::default()
    };
    let mut loaded = Loaded::default();
    let certificates = BTreeSet::from([authority("A"), authority("B")]);
    loaded.judge(certificates, &domains, false);
    assert_eq!((loaded.certificates.len(), loaded.distrusted.len()), (0, 1));
}

#[test]
fn a_trusted_certificate_that_cannot_be_read_is_named() {
    let broken = b"broken".to_vec();
    let digest = hex(&sha1(&broken));
    let list = list(&certificate(&digest.to_ascii_uppercase(), ""));
    let domains = Domains {
        system: Settings::read(list.as_bytes()).unwrap(),
        ..Domains::default()
    };
    let mut loaded = Loaded::default();
    loaded.judge(BTreeSet::from([broken]), &domains, true);
    let said = loaded.problems[0].kind.to_string();
    assert!(
        said.starts_with(&format!("certificate {digest} is left out: ")),
        "{said}"
    );
}

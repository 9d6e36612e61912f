use serde_json::json;

use super::*;
use crate::certs::summary::CertificateSummary;
use crate::doctor::{Conclusion, Judgement, JudgementKind, Link, SourceTrust, View};

const SITE: &str = "sg.studio.example:443";

fn summary(name: &str, issuer: &str) -> CertificateSummary {
    CertificateSummary {
        name: name.to_owned(),
        subject: format!("CN={name}"),
        issuer: format!("CN={issuer}"),
        not_before: "2026-01-02T03:04:05Z".to_owned(),
        not_after: "2026-12-31T00:00:00Z".to_owned(),
        sha256: format!("SHA-256 of {name}"),
        ..CertificateSummary::default()
    }
}

fn link(kind: &'static str, name: &str, issuer: &str, judged: JudgementKind) -> Link {
    let judgement = || Judgement {
        kind: judged,
        reason: Some(format!("reason of {name}")),
        code: None,
    };
    Link {
        certificate: summary(name, issuer),
        kind,
        is_sent: true,
        is_missing: false,
        is_unknown_root: false,
        sources: Vec::new(),
        judgements: vec![judgement(), judgement()],
    }
}

/// Returns a site whose root nothing trusts, with a certificate that does not belong to the chain.
fn unknown_root() -> SiteDiagnosis {
    let view = |name, message: &str| View {
        id: "sglaunch",
        name,
        is_accepted: Some(false),
        message: message.to_owned(),
        trusts: vec!["~/bundle.pem".to_owned()],
    };
    let root = link("root", "Root", "Root", JudgementKind::Rejected);
    SiteDiagnosis {
        site: SITE.to_owned(),
        views: vec![
            view("ours", "rejects it"),
            view("Python's", "rejects it too"),
        ],
        path: vec![
            link("server", "Server", "Issuer", JudgementKind::Accepted),
            link("intermediate", "Issuer", "Root", JudgementKind::Accepted),
            Link {
                is_unknown_root: true,
                ..root
            },
        ],
        unused: vec![summary("Unused", "Other")],
        sources: vec![SourceTrust {
            source: "the system's store".to_owned(),
            message: "has no certificate".to_owned(),
            is_trusting: false,
            certificates: Vec::new(),
        }],
        ..SiteDiagnosis::default()
    }
}

fn finding(id: Id, status: Status, message: &str) -> Finding {
    Finding::new(id, status, message).detail(format!("detail: {message}"))
}

/// Returns a diagnosis whose cause is not the first finding.
fn diagnosis() -> Diagnosis {
    let mut cause = finding(Id::SiteUnknownRoot, Status::Failed, "unknown root")
        .remedy("ask IT")
        .trust_command("sglaunch trust add chain.pem --fingerprint ab");
    cause.site = Some(SITE.to_owned());
    let findings = vec![
        finding(Id::ProfileInvalid, Status::Passed, "valid profile"),
        finding(Id::EnvEmpty, Status::Warning, "empty `variable`").remedy("remove it"),
        cause,
        finding(Id::SiteExpired, Status::Skipped, "not verified"),
    ];
    Diagnosis {
        conclusion: Conclusion {
            sentence: "The connection fails.".to_owned(),
            status: Status::Failed,
            cause: Some(2),
            next_command: None,
        },
        machine: json!({"host": "ws042", "time": "2026-11-30T04:50:16Z", "version": "1.2.3"}),
        findings,
        sites: vec![unknown_root()],
    }
}

#[test]
fn the_page_shows_all_parts_of_a_diagnosis() {
    let page = page(&diagnosis()).unwrap();
    for part in [
        "examined 2026-11-30 04:50:16 UTC",
        "on host ws042",
        "<b>Cure:</b> ask IT",
        "Further failures and warnings</h2>",
        "<b>Cure:</b> remove it",
        "expires in 30 days",
        "SHA-256 of Server",
        "reason of Root",
        "Sent, but not part of the chain</h3>",
        "Unused",
        "the system&#39;s store",
        "Checked and passed: 1</h2>",
        "Skipped: 1</h2>",
    ] {
        assert!(page.contains(part), "no {part} in:\n{page}");
    }
}

#[test]
fn the_headings_and_the_findings_are_there_once() {
    let page = page(&diagnosis()).unwrap();
    let count = |part| page.matches(part).count();
    assert_eq!([count("<h1"), count("<main"), count("<title>")], [1; 3]);
    for message in [
        "valid profile",
        "empty <code>variable</code></h3>",
        "detail: empty",
        "not verified",
    ] {
        assert_eq!(count(message), 1, "{message}");
    }
    // The cause's sentence is the verdict.
    assert_eq!([count("detail: unknown root"), count("ask IT")], [1; 2]);
}

#[test]
fn a_root_that_is_known_has_no_note() {
    let mut diagnosis = diagnosis();
    for link in &mut diagnosis.sites[0].path {
        link.is_unknown_root = false;
    }
    let notes = |diagnosis: &Diagnosis| page(diagnosis).unwrap().matches("not evidence").count();
    assert_eq!(notes(&diagnosis), 1, "of the cure");
    diagnosis.findings[2].remedy = None;
    assert_eq!(notes(&diagnosis), 0);
}

#[test]
fn a_good_result_has_no_cure() {
    let mut diagnosis = diagnosis();
    diagnosis.conclusion.status = Status::Passed;
    diagnosis.conclusion.cause = None;
    diagnosis.conclusion.next_command = Some("sglaunch doctor maya --site URL".to_owned());
    diagnosis
        .findings
        .retain(|one| one.status == Status::Passed);
    diagnosis.sites.clear();
    let page = page(&diagnosis).unwrap();
    assert!(page.contains("<header class=\"passed\">"));
    assert!(page.contains("<pre>sglaunch doctor maya --site URL</pre>"));
    for title in ["What to do", "Why", "arnings", "The chain of"] {
        assert!(!page.contains(title), "{title}");
    }
}

#[test]
fn failing_sites_come_first() {
    let mut diagnosis = diagnosis();
    let good = SiteDiagnosis {
        site: "good.example:443".to_owned(),
        views: vec![View {
            is_accepted: Some(true),
            ..diagnosis.sites[0].views.remove(0)
        }],
        ..SiteDiagnosis::default()
    };
    diagnosis.sites.insert(0, good);
    let page = page(&diagnosis).unwrap();
    let at = |part: &str| {
        page.find(part)
            .unwrap_or_else(|| panic!("no {part}:\n{page}"))
    };
    let works = at("<li><b class=\"passed\">works</b> good.example:443</li>");
    let fails = "<li><b class=\"failed\">fails</b> sg.studio.example:443: <code>site-unknown-root";
    assert!(at(fails) < works);
    assert!(at("The chain of sg.studio") < at("The connection to good.example:443</h2>"));
}

#[test]
fn the_excerpt_of_a_file_keeps_its_columns() {
    let mut diagnosis = diagnosis();
    diagnosis.findings[2].excerpt = vec![" 7 | `a`".to_owned()];
    let page = page(&diagnosis).unwrap();
    assert!(page.contains("<li class=\"frame\"> 7 | `a`</li>"), "{page}");
}

#[test]
fn values_are_escaped_and_hidden_characters_shown() {
    let mut diagnosis = diagnosis();
    let hostile = "</title></style></pre><img src=x onerror=alert(1)>\"'&\u{202e}\n";
    diagnosis.conclusion.sentence = hostile.to_owned();
    diagnosis.machine["host"] = hostile.into();
    for finding in &mut diagnosis.findings {
        *finding = Finding::new(finding.id, finding.status, hostile)
            .detail(hostile)
            .remedy(hostile)
            .command(hostile);
        finding.site = Some(hostile.to_owned());
    }
    let site = &mut diagnosis.sites[0];
    site.site = hostile.to_owned();
    site.proxy = Some(hostile.to_owned());
    site.sources[0].source = hostile.to_owned();
    site.path[0].certificate = summary(hostile, hostile);
    site.path[0].judgements[0].reason = Some(hostile.to_owned());
    let page = page(&diagnosis).unwrap();
    for part in ["<img", "onerror=alert(1)>", "\u{202e}"] {
        assert!(!page.contains(part), "{part}");
    }
    assert_eq!(page.matches("</title>").count(), 1);
    // A line break in a command would end it where it is pasted.
    assert!(page.contains("&#38;\\u{202e}\\n</pre>"), "{page}");
}

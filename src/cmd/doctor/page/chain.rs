//! The chain of a site as it is drawn: the site, the certificates of the path, and those that were
//! sent and do not belong to it.

use crate::certs::parse_rfc3339;
use crate::certs::summary::CertificateSummary;
use crate::doctor::{Judgement, JudgementKind, Link, SiteDiagnosis, View};
use crate::error::counted;

/// A label and a value.
pub type Row = (&'static str, String);

/// Days before its end in which a certificate's validity is near.
const NEAR: i64 = 60;

/// A mark: the class of its colour and sign, and the word beside it.
#[derive(Clone, Copy, Default)]
pub struct Mark {
    pub class: &'static str,
    pub word: &'static str,
}

/// A site or a certificate.
#[derive(Default)]
pub struct Node<'a> {
    /// `site`, or the kind of the certificate.
    pub kind: &'static str,
    pub name: &'a str,
    pub is_missing: bool,
    pub is_unknown_root: bool,
    pub is_first_unused: bool,
    pub facts: Vec<Row>,
    /// The name, the judgement and the reason of each view.
    pub views: Vec<(&'static str, Mark, &'a str)>,
    /// The title of what is folded.
    pub summary: &'static str,
    pub more: Vec<Row>,
    /// The line that leads to the next one.
    pub line: Mark,
}

/// Returns the site and its certificates. `time` is that of the examination.
pub fn nodes<'a>(site: &'a SiteDiagnosis, time: Option<&str>) -> Vec<Node<'a>> {
    let now = time.and_then(parse_rfc3339);
    let path = site.path.iter().enumerate();
    let path = path.map(|(index, link)| of_link(site, link, site.path.get(index + 1), now));
    let unused = site.unused.iter().enumerate();
    let unused = unused.map(|(index, certificate)| Node {
        is_first_unused: index == 0,
        ..of_certificate(certificate, now)
    });
    [of_site(site)]
        .into_iter()
        .chain(path)
        .chain(unused)
        .collect()
}

fn of_site(site: &SiteDiagnosis) -> Node<'_> {
    let facts = [("proxy", &site.proxy), ("TLS", &site.tls)].into_iter();
    let facts = facts.filter_map(|(label, value)| Some((label, value.clone()?)));
    let views = site.views.iter();
    let views = views.map(|view| (view.name, of_acceptance(site, view), &*view.message));
    let anchors = site.views.iter().filter(|view| !view.trusts.is_empty());
    let anchors = anchors.map(|view| (view.name, view.trusts.join(", ")));
    Node {
        kind: "site",
        name: &site.site,
        facts: facts.collect(),
        views: views.collect(),
        summary: "Trust anchors of each view",
        more: anchors.collect(),
        line: line(site.path.first(), "sends"),
        ..Node::default()
    }
}

fn of_link<'a>(
    site: &'a SiteDiagnosis,
    link: &'a Link,
    next: Option<&Link>,
    now: Option<i64>,
) -> Node<'a> {
    let views = site.views.iter().zip(&link.judgements);
    let views = views.map(|(view, judgement)| {
        let reason = judgement.reason.as_deref().unwrap_or_default();
        (view.name, of_judgement(view, judgement), reason)
    });
    let mut node = of_certificate(&link.certificate, now);
    node.facts.push(("from", origin(link)));
    Node {
        kind: link.kind,
        is_missing: link.is_missing,
        is_unknown_root: link.is_unknown_root,
        views: views.collect(),
        line: line(next, "signed by"),
        ..node
    }
}

fn of_certificate(certificate: &CertificateSummary, now: Option<i64>) -> Node<'_> {
    let validity = validity(certificate, now).unwrap_or_default();
    if certificate.sha256.is_empty() {
        // Only the name is known.
        return Node {
            name: &certificate.name,
            facts: known(&[("subject", &certificate.subject)]),
            ..Node::default()
        };
    }
    Node {
        kind: "certificate",
        name: &certificate.name,
        facts: known(&[("valid", &validity), ("issuer", &certificate.issuer)]),
        summary: "Fingerprints and subject",
        more: known(&[
            ("SHA-256", &certificate.sha256),
            ("SHA-1", &certificate.sha1),
            ("serial", &certificate.serial),
            ("subject", &certificate.subject),
        ]),
        ..Node::default()
    }
}

/// Returns the rows whose value is known.
fn known(rows: &[(&'static str, &String)]) -> Vec<Row> {
    let rows = rows.iter().filter(|(_, value)| !value.is_empty());
    rows.map(|&(label, value)| (label, value.clone())).collect()
}

/// Returns where a certificate comes from.
fn origin(link: &Link) -> String {
    if link.is_missing {
        return "nowhere: the server does not send it, and no source has it".to_owned();
    }
    let sent = link.is_sent.then_some("the server, which sends it");
    let sources = link.sources.iter().map(String::as_str);
    sent.into_iter()
        .chain(sources)
        .collect::<Vec<_>>()
        .join(", ")
}

/// Returns the days of a certificate's validity, and how long it still is if that is not long.
fn validity(certificate: &CertificateSummary, now: Option<i64>) -> Option<String> {
    const DAY: i64 = 24 * 60 * 60;
    let [from, until] = [&certificate.not_before, &certificate.not_after];
    let both = format!("{} to {}", from.get(..10)?, until.get(..10)?);
    let days = |seconds: i64| match usize::try_from(seconds / DAY) {
        Ok(0) | Err(_) => "less than a day".to_owned(),
        Ok(days) => counted(days, "day"),
    };
    let (Some(now), Some(begin), Some(end)) = (now, parse_rfc3339(from), parse_rfc3339(until))
    else {
        return Some(both);
    };
    Some(if now > end {
        format!("{both}: expired {} ago", days(now - end))
    } else if now < begin {
        format!("{both}: begins in {}", days(begin - now))
    } else if end - now < NEAR * DAY {
        format!("{both}: expires in {}", days(end - now))
    } else {
        both
    })
}

/// Returns the line to a certificate: by sglaunch's view and the program's Python's.
fn line(next: Option<&Link>, word: &'static str) -> Mark {
    let Some(next) = next else {
        return Mark::default();
    };
    let views = next.judgements.iter().take(2);
    let has = |kind| views.clone().any(|one| one.kind == kind);
    if next.is_missing {
        ("failed", "the chain breaks here")
    } else if has(JudgementKind::Rejected) {
        ("failed", "the next certificate is rejected")
    } else if has(JudgementKind::Trusted) || has(JudgementKind::Accepted) {
        ("passed", word)
    } else {
        ("skipped", "not examined")
    }
    .into()
}

/// Returns the mark of a view on a site. A Python's handshake is its own: all others fail with
/// doctor's.
fn of_acceptance(site: &SiteDiagnosis, view: &View) -> Mark {
    match view.is_accepted {
        Some(true) if site.fault.is_some() && view.id != "python" => {
            ("warning", "accepts the chain")
        }
        Some(true) => ("passed", "works"),
        Some(false) => (rejecting(view), "fails"),
        None => ("skipped", "not known"),
    }
    .into()
}

/// The mark of a site for which a check failed.
pub const FAILS: Mark = Mark {
    class: "failed",
    word: "fails",
};

/// Returns the result of a site by its views under sglaunch: the worst that is known.
pub fn result(site: &SiteDiagnosis) -> Mark {
    let under_sglaunch = site.views.iter().filter(|view| view.id != "environment");
    let marks: Vec<Mark> = under_sglaunch
        .map(|view| of_acceptance(site, view))
        .collect();
    let with = |class| marks.iter().find(|mark| mark.class == class).copied();
    let known = ["failed", "warning", "passed"].into_iter().find_map(with);
    known.unwrap_or_else(|| ("skipped", "not known").into())
}

/// Returns the class of a rejection: without sglaunch, it is no failure of the launch.
fn rejecting(view: &View) -> &'static str {
    match view.id {
        "environment" => "warning",
        _ => "failed",
    }
}

fn of_judgement(view: &View, judgement: &Judgement) -> Mark {
    match judgement.kind {
        JudgementKind::Trusted => ("passed", "trusted"),
        JudgementKind::Accepted => ("passed", "accepted"),
        JudgementKind::Rejected => (rejecting(view), "rejected"),
        JudgementKind::NotReached => ("skipped", "not reached"),
        JudgementKind::Unknown => ("skipped", "not known"),
    }
    .into()
}

impl From<(&'static str, &'static str)> for Mark {
    fn from((class, word): (&'static str, &'static str)) -> Self {
        Self { class, word }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(kinds: [JudgementKind; 3]) -> Link {
        let judgement = |kind| Judgement {
            kind,
            reason: None,
            code: None,
        };
        Link {
            certificate: CertificateSummary::default(),
            kind: "root",
            is_sent: true,
            is_missing: false,
            is_unknown_root: false,
            sources: Vec::new(),
            judgements: kinds.map(judgement).into(),
        }
    }

    #[test]
    fn a_line_is_whole_if_the_launch_accepts_the_next_certificate() {
        use JudgementKind::{Accepted, NotReached, Rejected, Trusted, Unknown};
        for (kinds, class) in [
            ([Trusted, Trusted, Trusted], "passed"),
            // Without sglaunch, it is no failure of the launch.
            ([Accepted, Accepted, Rejected], "passed"),
            ([Trusted, Rejected, Trusted], "failed"),
            ([Rejected, Unknown, Unknown], "failed"),
            ([Unknown, Accepted, Unknown], "passed"),
            ([NotReached, Unknown, Trusted], "skipped"),
        ] {
            assert_eq!(
                line(Some(&judged(kinds)), "signed by").class,
                class,
                "{kinds:?}"
            );
        }
        let missing = Link {
            is_missing: true,
            ..judged([Unknown, Unknown, Unknown])
        };
        assert_eq!(
            line(Some(&missing), "signed by").word,
            "the chain breaks here"
        );
        assert_eq!(line(None, "signed by").class, "");
    }

    #[test]
    fn a_chain_is_no_connection() {
        let mut site = SiteDiagnosis::default();
        let view = |id| View {
            id,
            name: id,
            is_accepted: Some(true),
            message: String::new(),
            trusts: Vec::new(),
        };
        let class = |site: &SiteDiagnosis, id| of_acceptance(site, &view(id)).class;
        assert_eq!(class(&site, "sglaunch"), "passed");
        site.fault = Some("the server requires a client certificate".to_owned());
        assert_eq!(class(&site, "sglaunch"), "warning");
        assert_eq!(class(&site, "environment"), "warning");
        assert_eq!(class(&site, "python"), "passed");
    }

    #[test]
    fn a_validity_that_ends_soon_has_a_remark() {
        let certificate = CertificateSummary {
            not_before: "2026-01-02T12:00:00Z".to_owned(),
            not_after: "2026-12-31T12:00:00Z".to_owned(),
            ..CertificateSummary::default()
        };
        for (now, more) in [
            ("2026-01-01T11:00:00Z", ": begins in 1 day"),
            ("2026-06-01T12:00:00Z", ""),
            ("2026-11-01T12:00:00Z", ""),
            ("2026-11-02T12:00:00Z", ": expires in 59 days"),
            ("2026-12-31T11:00:00Z", ": expires in less than a day"),
            ("2027-01-10T13:00:00Z", ": expired 10 days ago"),
        ] {
            let shown = validity(&certificate, parse_rfc3339(now)).unwrap();
            assert_eq!(shown, format!("2026-01-02 to 2026-12-31{more}"), "{now}");
        }
        let unknown = CertificateSummary::default();
        assert_eq!(validity(&unknown, None), None);
    }
}

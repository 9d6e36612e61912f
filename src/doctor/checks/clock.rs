//! `clock`.
//!
//! A server's `Date` header counts only if the server's chain is trusted at that time: a captive
//! portal can send any date.

use super::bundle::studio;
use crate::certs::clock::Clock;
use crate::certs::entries::Entry;
use crate::certs::policy::Reason;
use crate::certs::{Source, date, mozilla, rfc3339};
use crate::doctor::python::Python;
use crate::doctor::site::Observed;
use crate::doctor::trust::{Anchors, Chain, Kind, Rules, verify};
use crate::doctor::{Certificates, Finding, Id, Status, Subject};
use crate::os;
use crate::stores::mozilla::List;

/// The difference from which on logins (Kerberos, signed requests) fail, in seconds.
pub const TOLERANCE: i64 = 5 * 60;

/// `clock`.
pub fn check(subject: &Subject, sites: &[Observed], _: Option<&Python>) -> Vec<Finding> {
    if subject.now < mozilla::DATE {
        return vec![early(subject.now)];
    }
    let witnesses: Vec<Witness> = sites
        .iter()
        .filter_map(|site| Witness::of(subject, site))
        .collect();
    let (trusted, others): (Vec<&Witness>, Vec<&Witness>) =
        (witnesses.iter()).partition(|witness| witness.is_trusted);
    let agrees = |witness: &&&Witness| witness.agrees_with(subject.now);
    let notes = others.iter().map(|witness| witness.note(subject.now));
    if let Some(witness) = trusted.iter().find(agrees) {
        let found = Finding::passed(Id::Clock, "the system's clock is right");
        let detail = format!("it agrees with the clock of {}", witness.site);
        let wrong = trusted.iter().filter(|witness| !agrees(witness));
        let wrong = wrong.map(|witness| format!("the clock of {} is wrong", witness.site));
        return vec![
            wrong
                .chain(notes)
                .fold(found.detail(detail), Finding::detail),
        ];
    }
    if let Some(witness) = trusted.first() {
        return vec![notes.fold(witness.finding(subject.now), Finding::detail)];
    }
    let by_certificates = (subject.certificates.as_ref()).and_then(|certificates| {
        late(subject, certificates).or_else(|| slow(subject, certificates))
    });
    let notes: Vec<String> = notes.collect();
    let found = by_certificates.or_else(|| {
        let passed = "nothing contradicts the system's clock";
        (!notes.is_empty()).then(|| Finding::passed(Id::Clock, passed))
    });
    let found = found.map(|found| notes.into_iter().fold(found, Finding::detail));
    found.into_iter().collect()
}

/// Returns the offset of the system's clock in seconds, compared with the `Date` header of a server
/// whose chain is trusted, and that server. Of several, one that the clock agrees with.
pub fn offset(subject: &Subject, sites: &[Observed]) -> Option<(i64, String)> {
    let witnesses = sites.iter().filter_map(|site| Witness::of(subject, site));
    let trusted: Vec<Witness> = witnesses.filter(|witness| witness.is_trusted).collect();
    let agrees = trusted.iter().find(|one| one.agrees_with(subject.now));
    let witness = agrees.or(trusted.first())?;
    Some((witness.received - witness.date, witness.site.clone()))
}

/// The `Date` header of a server, and the trust in its chain.
struct Witness {
    site: String,
    /// Seconds since 1970.
    date: i64,
    /// The time of the system's clock when the header came.
    received: i64,
    /// The chain of the server is trusted at that time.
    is_trusted: bool,
    /// By the system's clock, a certificate of the chain has expired or is not yet valid.
    breaks_chain: bool,
}

impl Witness {
    fn of(subject: &Subject, observed: &Observed) -> Option<Self> {
        let handshake = observed.outcome.as_ref().ok()?;
        let date = handshake.date?;
        let chain = Chain::decode(&handshake.chain)?;
        let entries = subject
            .certificates
            .as_ref()?
            .gathered
            .merged
            .entries
            .iter();
        // With a wrong clock, roots that are valid count as expired.
        let anchors = entries.filter(|entry| matches!(entry.reason, None | Some(Reason::Expired)));
        let anchors = Anchors::new(anchors.map(|entry| &entry.certificate));
        let at = |now| {
            let rules = Rules {
                partial_chain: true,
                ..Rules::new(now, &observed.site.host)
            };
            verify(&chain, &anchors, &rules)
        };
        let is_of_time = |kind: &Kind| matches!(kind, Kind::Expired(_) | Kind::NotYetValid(_));
        Some(Self {
            site: observed.site.authority(),
            date,
            received: handshake.answer.received,
            // Before the date of the list, the clock of the server is wrong.
            is_trusted: date >= mozilla::DATE && at(date).is_accepted(),
            breaks_chain: (at(subject.now).objections.iter()).any(|one| is_of_time(&one.kind)),
        })
    }

    fn agrees_with(&self, now: i64) -> bool {
        (now - self.date).abs() <= TOLERANCE
    }

    fn note(&self, now: i64) -> String {
        let site = &self.site;
        if self.agrees_with(now) {
            return format!("it agrees with the clock of {site}, whose certificate is not trusted");
        }
        format!(
            "the `Date` header of {site} says {}, which does not count, because its certificate is not trusted at that time",
            rfc3339(self.date)
        )
    }

    fn finding(&self, now: i64) -> Finding {
        let (site, difference) = (&self.site, now - self.date);
        let direction = if difference > 0 { "ahead" } else { "behind" };
        let sentence = format!(
            "the system's clock is {} {direction}, compared with {site}",
            duration(difference.abs())
        );
        let status = if self.breaks_chain {
            Status::Failed
        } else {
            Status::Warning
        };
        let found = Finding::new(Id::Clock, status, sentence)
            .detail(format!("the system's clock shows {}", rfc3339(now)))
            .detail(format!(
                "the `Date` header of {site}, whose certificate is trusted, says {}",
                rfc3339(self.date)
            ));
        let (expired, ahead) = ("has expired", "is not yet valid");
        let effect = match (self.breaks_chain, difference > 0) {
            (true, true) => format!("by the system's clock, a certificate of its chain {expired}"),
            (true, false) => format!("by the system's clock, a certificate of its chain {ahead}"),
            (false, _) => {
                "certificates are valid by both, but signed requests (S3) and logins with \
                 tokens fail from some minutes on"
                    .to_owned()
            }
        };
        set_clock(found.detail(effect))
    }
}

const DAY: i64 = 24 * 60 * 60;

/// Returns a duration in its largest unit; less than two years in days.
pub fn duration(seconds: i64) -> String {
    let units = [
        ("year", 365 * DAY, 2),
        ("day", DAY, 1),
        ("hour", 60 * 60, 1),
        ("minute", 60, 1),
    ];
    let fits = |(_, size, least): &&(&str, i64, i64)| seconds / size >= *least;
    let (name, size, _) = units.iter().find(fits).unwrap_or(&("second", 1, 1));
    let count = seconds / size;
    format!("{count} {name}{}", if count == 1 { "" } else { "s" })
}

/// Returns the failure of a clock before the date of the compiled-in list.
fn early(now: i64) -> Finding {
    let sentence = format!(
        "the system's clock is wrong: it shows {}, and this sglaunch is from {} or later",
        date(now),
        date(mozilla::DATE)
    );
    let found = Finding::failed(Id::Clock, sentence)
        .detail("clients refuse certificates that are not yet valid by this clock")
        .detail(
            "sglaunch keeps certificates that seem expired in the bundle until the clock is right",
        );
    set_clock(found)
}

/// Returns a warning if so many roots have expired that the clock is far ahead, or the list old.
fn late(subject: &Subject, certificates: &Certificates) -> Option<Finding> {
    let file = certificates.inputs.mozilla.as_ref()?;
    let list = List::in_use(&subject.dirs.root, file);
    let of_list = (certificates.gathered.merged.entries.iter())
        .filter(|entry| entry.sources.contains(&Source::Mozilla));
    let (expired, valid): (Vec<&Entry>, Vec<&Entry>) =
        of_list.partition(|entry| entry.reason == Some(Reason::Expired));
    let is_late = matches!(
        Clock::compare(subject.now, Some(list.date)),
        Clock::Late { .. }
    );
    if !is_late && expired.len() * 3 < valid.len() {
        return None;
    }
    let sentence = format!(
        "the system's clock is far ahead, or sglaunch is very old: it is {}, and {} of {} roots of \
         Mozilla's list from {} have expired",
        date(subject.now),
        expired.len(),
        expired.len() + valid.len(),
        date(list.date)
    );
    let found = Finding::warning(Id::Clock, sentence);
    Some(set_clock(found.detail(
        "if the date is right, update sglaunch (see roots-old)",
    )))
}

/// Returns a warning if all CAs of the studio begin in the future.
fn slow(subject: &Subject, certificates: &Certificates) -> Option<Finding> {
    let cas = studio::certificates(subject, certificates).into_iter();
    let begins: Vec<i64> = cas
        .filter(|entry| entry.reason.is_none())
        .map(|entry| entry.certificate.facts.not_before)
        .collect();
    let first = begins.into_iter().min()?;
    if first <= subject.now {
        return None;
    }
    let sentence = format!(
        "the system's clock is behind, or the studio's CAs are not valid yet: it shows {}, and they \
         are valid from {} on",
        rfc3339(subject.now),
        rfc3339(first)
    );
    Some(set_clock(Finding::warning(Id::Clock, sentence)))
}

fn set_clock(found: Finding) -> Finding {
    let text = "set the clock, and let the system keep it right by a time server (NTP)";
    found.remedy(text).command(os::SET_CLOCK)
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn durations_are_in_their_largest_unit() {
        for (seconds, text) in [
            (1, "1 second"),
            (59, "59 seconds"),
            (400, "6 minutes"),
            (3600, "1 hour"),
            (2 * 86_400 + 5, "2 days"),
            (7305 * 86_400, "20 years"),
        ] {
            assert_eq!(duration(seconds), text);
        }
    }
}

//! The sentences about views, certificates and sources: lower case, no full stop.

use super::client::Place;
use super::judge::Why;
use super::sources::{Held, Holder, State};
use super::views::Outcome;
use crate::certs::policy::Reason;
use crate::certs::{Source, date, trust_name};
use crate::doctor::python::Failure;
use crate::doctor::trust::{LoadFault, Member, Objection, Verdict, openssl_text};
use crate::error::{counted, shown_name};

/// Maximum number of objections in the sentence of a view.
const MAX_OBJECTIONS: usize = 3;

/// Returns the reason of a judgement.
pub fn why(why: &Why, verdict: Option<&Verdict>) -> String {
    let predicate = |one: &Objection| {
        verdict.map_or_else(String::new, |verdict| {
            verdict.predicate(&one.kind, one.depth)
        })
    };
    match why {
        Why::Objection(objection) => predicate(objection),
        Why::NotTrusted => "is not among the trust anchors".to_owned(),
        Why::Excluded(reason) => excluded(reason),
        Why::NotThere => "was not sent, and is not among the trust anchors".to_owned(),
        Why::OtherKey => {
            "another certificate of this name, with another key, is trusted".to_owned()
        }
        Why::OtherCertificate(objection) => {
            let other = "another certificate of this CA, from the client's store, is used";
            match objection {
                Some(objection) => format!("{other}, which {}", predicate(objection)),
                None => other.to_owned(),
            }
        }
        Why::Loop(_) => "was signed by a certificate below it, so the chain has no root".to_owned(),
        Why::NotVerified => {
            "its signature was not verified: sglaunch does not support its algorithm or key"
                .to_owned()
        }
    }
}

fn excluded(reason: &Reason) -> String {
    match reason {
        Reason::Denied | Reason::Distrusted(_) => format!("is {reason}"),
        Reason::Expired => "has expired, so the bundle leaves it out".to_owned(),
        reason => format!("is left out of the bundle: {reason}"),
    }
}

/// Returns the sentence of a view. `fault` is why there was no handshake.
pub fn view(outcome: &Outcome, fault: Option<&str>) -> String {
    let sentence = match outcome {
        Outcome::Judged(verdict) => of_verdict(verdict),
        // Its own handshake has succeeded, whatever doctor's did.
        Outcome::Tried(None, Some(verdict)) => return of_verdict(verdict),
        Outcome::Tried(None, None) => {
            return "the handshake succeeds; sglaunch cannot tell which trust anchor it uses"
                .to_owned();
        }
        Outcome::Tried(Some(failure), verdict) => return of_failure(failure, verdict.as_ref()),
        Outcome::NoBundle => {
            "there is no bundle: run `sglaunch doctor --explain bundle-source`".to_owned()
        }
        Outcome::NoPython(why) => return why.to_string(),
        Outcome::NoReport(python) => {
            return match &python.outcome {
                Err(why) => format!("the program's Python was not tested: {why}"),
                Ok(report) => match &report.ssl_error {
                    Some(error) => {
                        format!("the program's Python cannot connect: {}", shown_name(error))
                    }
                    None => "the program's Python has no ssl module".to_owned(),
                },
            };
        }
        Outcome::NoCertificate => {
            return match fault {
                Some(fault) => format!("no certificate was received: {fault}"),
                None => "no certificate was received".to_owned(),
            };
        }
    };
    match fault {
        Some(fault) => format!("{sentence}; but the handshake fails: {fault}"),
        None => sentence,
    }
}

/// Returns the sentence of a Python whose handshake failed. Its own text is left out if it is
/// OpenSSL's, which the verdict has.
fn of_failure(failure: &Failure, verdict: Option<&Verdict>) -> String {
    let text = failure.verify_message.as_ref().unwrap_or(&failure.text);
    let reports = format!("Python reports: {} ({})", shown_name(text), failure.kind);
    match verdict {
        Some(verdict) if openssl_text(verdict.code()) == text => of_verdict(verdict),
        Some(verdict) => format!("{}; {reports}", rejects(verdict)),
        None if failure.is_of_certificates() => {
            format!("{reports}; sglaunch cannot tell which certificate it rejects")
        }
        None => reports,
    }
}

fn of_verdict(verdict: &Verdict) -> String {
    if verdict.is_accepted() {
        let root = verdict.path.last().map(Member::name).unwrap_or_default();
        let more = if verdict.not_judged.is_empty() {
            ""
        } else {
            "; not everything could be verified"
        };
        return format!("accepts the certificates, by the trust anchor `{root}`{more}");
    }
    let code = verdict.code();
    let text = openssl_text(code);
    format!("{} (OpenSSL: {text}, {code})", rejects(verdict))
}

/// Returns the objections of a client. OpenSSL reports the first.
fn rejects(verdict: &Verdict) -> String {
    let objections = verdict.objections.iter().take(MAX_OBJECTIONS);
    let objections = objections.map(|one| {
        let predicate = verdict.predicate(&one.kind, one.depth);
        format!("{} {predicate}", verdict.described(one.depth))
    });
    let objections: Vec<String> = objections.collect();
    format!("rejects the certificates: {}", objections.join("; also, "))
}

/// Returns a place from which a client loads trust anchors.
pub fn place(place: &Place) -> String {
    match place {
        Place::Bundle(path) => format!("the bundle {}", path.display()),
        Place::System => "the system's store".to_owned(),
        Place::File {
            variable,
            path,
            fault,
            count,
        } => {
            let own = variable.as_deref().unwrap_or("OpenSSL's own file");
            let found = match (fault, count) {
                (Some(LoadFault::Unreadable(kind)), _) => kind.to_string(),
                (Some(LoadFault::Content(fault)), 0) => {
                    format!("nothing is loaded from it: {}{}", fault.place(), fault.kind)
                }
                (Some(LoadFault::Content(fault)), _) => {
                    format!("not all is loaded from it: {}{}", fault.place(), fault.kind)
                }
                (None, count) => counted(*count, "certificate"),
            };
            format!("{own} {} ({found})", path.display())
        }
        Place::Dir {
            variable,
            path,
            count,
        } => {
            let own = variable.as_deref().unwrap_or("OpenSSL's own directory");
            let found = counted(*count, "certificate");
            format!("{own} {} ({found} named by a hash)", path.display())
        }
        Place::Empty { variable } => format!("{variable} is empty"),
    }
}

/// Returns what a denial or a distrust does.
pub fn verb(state: State) -> &'static str {
    match state {
        State::Denied => "denies",
        _ => "distrusts",
    }
}

/// Returns the name of a source.
pub fn holder(holder: &Holder) -> String {
    match holder {
        Holder::System => "the system's store".to_owned(),
        Holder::Mozilla => "Mozilla's list".to_owned(),
        Holder::Source(Source::Trust(path)) => {
            format!("`{}`, added with `sglaunch trust add`", trust_name(path))
        }
        Holder::Source(source) => source.to_string(),
        Holder::Client(path) => path.display().to_string(),
        Holder::Deny => "the profile's `ca.deny`".to_owned(),
        Holder::Blocklist(origin) => origin.clone(),
    }
}

/// Returns what a source has of the path. `key` is the setting by which the profile leaves it out.
pub fn source(held: &[(&Held, State)], has_root: bool, key: Option<&str>) -> String {
    let parts = held.iter().map(|(held, state)| {
        let name = shown_name(&held.certificate.name());
        let until = date(held.certificate.facts.not_after);
        match state {
            State::Trusted => format!("has `{name}`"),
            State::Expired => format!("has `{name}`, which expired on {until}"),
            State::Denied => format!("has `{name}`, which the profile denies"),
            State::Distrusted => format!("has `{name}`, which is distrusted"),
            State::Unusable => match held.reason {
                Some(reason) => format!("has `{name}`, but: {reason}"),
                None => format!("has `{name}`"),
            },
            State::OtherCertificate => {
                format!("has another certificate of `{name}`, valid until {until}")
            }
            State::OtherKey => format!("has another `{name}`, with another key"),
        }
    });
    let mut parts: Vec<String> = parts.collect();
    if parts.is_empty() {
        parts.push("has no certificate of the chain".to_owned());
    }
    if !has_root && held.iter().any(|(_, state)| *state == State::Trusted) {
        parts.push("lacks the root of the chain".to_owned());
    }
    if let Some(key) = key {
        parts.push(format!(
            "the profile leaves this source out (`ca.{key}` is false)"
        ));
    }
    parts.join("; ")
}

//! The sources of trust anchors, and what each has of the path.

use std::borrow::Cow;
use std::path::PathBuf;

use super::client::{Client, Place};
use super::views::Clients;
use crate::certs::mozilla::roots;
use crate::certs::name::comparable;
use crate::certs::policy::Reason;
use crate::certs::{Certificate, Source};
use crate::doctor::trust::{Member, is_self_signed, of_system};
use crate::doctor::{Certificates, Subject};
use crate::order;

/// A source of trust anchors.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    System,
    Mozilla,
    /// A file or directory of the profile, of `ca.d`, or of the environment.
    Source(Source),
    /// A file or directory that a client loads by itself.
    Client(PathBuf),
    /// The profile's `ca.deny`.
    Deny,
    /// The origin of a certificate's distrust.
    Blocklist(String),
}

/// A certificate of a source.
#[derive(Debug)]
pub struct Held<'a> {
    pub holder: Holder,
    pub certificate: Cow<'a, Certificate>,
    /// Why the bundle leaves it out.
    pub reason: Option<&'a Reason>,
}

/// The certificates of the path that a source contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It has the certificate.
    Trusted,
    Expired,
    Denied,
    Distrusted,
    /// No client accepts it from this source.
    Unusable,
    /// Another certificate of this name and key.
    OtherCertificate,
    /// Another certificate of this name, with another key.
    OtherKey,
}

impl State {
    /// Returns the word in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Trusted => "trusted",
            Self::Expired => "expired",
            Self::Denied => "denied",
            Self::Distrusted => "distrusted",
            Self::Unusable => "unusable",
            Self::OtherCertificate => "other-certificate",
            Self::OtherKey => "other-key",
        }
    }

    /// Returns the state of a certificate that a source has.
    pub fn of(held: &Held, path: &[Member], now: i64) -> Self {
        let is_same = |link: &&Member| link.certificate.der == held.certificate.der;
        let is_of_key =
            |link: &&Member| link.certificate.comparable_key() == held.certificate.comparable_key();
        if !path.iter().any(|link| is_same(&link)) {
            return if path.iter().any(|link| is_of_key(&link)) {
                Self::OtherCertificate
            } else {
                Self::OtherKey
            };
        }
        let mut reason = held.reason;
        while let Some(Reason::Issuer(issuer)) = reason {
            reason = Some(&**issuer);
        }
        match reason {
            Some(Reason::Denied) => Self::Denied,
            Some(Reason::Distrusted(_)) => Self::Distrusted,
            Some(Reason::Expired) => Self::Expired,
            Some(_) => Self::Unusable,
            None if held.certificate.facts.not_after <= now => Self::Expired,
            None => Self::Trusted,
        }
    }
}

/// Returns all certificates of all sources, also those that the profile leaves out.
pub fn all<'a>(subject: &'a Subject, clients: &'a Clients) -> Vec<Held<'a>> {
    let mut all = Vec::new();
    if let Some(certificates) = &subject.certificates {
        add_entries(&mut all, certificates);
        let inputs = &certificates.inputs;
        if !inputs.native {
            all.extend(of_system(subject).into_iter().map(|certificate| Held {
                holder: Holder::System,
                certificate,
                reason: None,
            }));
        }
        if inputs.mozilla.is_none() {
            let roots = roots()
                .into_iter()
                .filter_map(|der| Certificate::new(der).ok());
            all.extend(roots.map(|certificate| Held {
                holder: Holder::Mozilla,
                certificate: Cow::Owned(certificate),
                reason: None,
            }));
        }
    }
    for client in clients.python.iter().chain([&clients.environment]) {
        add_client(&mut all, client);
    }
    all
}

fn add_entries<'a>(all: &mut Vec<Held<'a>>, certificates: &'a Certificates) {
    for entry in &certificates.gathered.merged.entries {
        for source in &entry.sources {
            all.push(Held {
                holder: match source {
                    Source::Native(_) => Holder::System,
                    Source::Mozilla => Holder::Mozilla,
                    other => Holder::Source(other.clone()),
                },
                certificate: Cow::Borrowed(&entry.certificate),
                reason: entry.reason.as_ref(),
            });
        }
    }
}

/// Adds what a client loads from files and directories that are no source of the bundle.
fn add_client<'a>(all: &mut Vec<Held<'a>>, client: &'a Client) {
    for (index, place) in client.places.iter().enumerate() {
        let (Place::File { path, .. } | Place::Dir { path, .. }) = place else {
            continue;
        };
        let is_known = all.iter().any(|held| match &held.holder {
            Holder::Source(source) => source.path() == Some(path),
            Holder::Client(other) => other == path,
            _ => false,
        });
        if is_known {
            continue;
        }
        let own = client.anchors.iter().chain(&client.hidden);
        let own = own.filter(|(place, _)| *place == index);
        all.extend(own.map(|(_, certificate)| Held {
            holder: Holder::Client(path.clone()),
            certificate: Cow::Borrowed(certificate),
            reason: None,
        }));
    }
}

/// Returns the certificates with the name of a certificate of the path, in its order, by source:
/// first the system's store and Mozilla's list, also if they have none.
pub fn of_path<'h, 'a>(all: &'h [Held<'a>], path: &[Member]) -> Vec<(Holder, Vec<&'h Held<'a>>)> {
    // Many servers' certificates have one name, such as `localhost`.
    let own = path.first().filter(|own| is_self_signed(own));
    let links = own.into_iter().chain(path.iter().skip(1));
    let issuer = path.last().map(|last| last.x509.issuer);
    let names = links.map(|link| link.x509.subject).chain(issuer);
    let names: Vec<String> = names.map(comparable).collect();
    let of_path = all.iter().filter_map(|held| {
        let own = comparable(held.certificate.subject());
        let index = names.iter().position(|name| *name == own)?;
        Some((index, held))
    });
    let mut of_path: Vec<(usize, &Held)> = of_path.collect();
    order::sort_by_key(&mut of_path, |(index, _)| *index);
    let mut rows: Vec<(Holder, Vec<&Held>)> =
        vec![(Holder::System, Vec::new()), (Holder::Mozilla, Vec::new())];
    for (_, held) in of_path {
        match rows.iter_mut().find(|(holder, _)| *holder == held.holder) {
            Some((_, row)) => row.push(held),
            None => rows.push((held.holder.clone(), vec![held])),
        }
    }
    rows
}

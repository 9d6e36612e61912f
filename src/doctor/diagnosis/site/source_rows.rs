//! The rows of the table of the sources of trust anchors.

use super::assemble::Inputs;
use super::sources::{self, Held, Holder, State};
use super::{SourceCertificate, SourceTrust, sentences};
use crate::certs::policy::Reason;
use crate::doctor::trust::{Member, is_self_signed};

impl Inputs<'_> {
    /// Returns a row for each source that has a certificate of the path or of the same name.
    pub fn sources(&self, path: &[Member]) -> Vec<SourceTrust> {
        let rows = sources::of_path(self.held, path).into_iter();
        let rows = rows.map(|(holder, held)| self.source(path, &holder, &held));
        rows.chain(self.denials(path)).collect()
    }

    fn source(&self, path: &[Member], holder: &Holder, held: &[&Held]) -> SourceTrust {
        let now = self.subject.now;
        let mut states: Vec<(&Held, State)> = Vec::new();
        for one in held {
            let is_same =
                |(other, _): &(&Held, State)| other.certificate.der == one.certificate.der;
            if !states.iter().any(is_same) {
                states.push((one, State::of(one, path, now)));
            }
        }
        let inputs = self.subject.certificates.as_ref().map(|one| &one.inputs);
        let key = match holder {
            Holder::System if inputs.is_some_and(|inputs| !inputs.native) => Some("native"),
            Holder::Mozilla if inputs.is_some_and(|inputs| inputs.mozilla.is_none()) => {
                Some("mozilla")
            }
            _ => None,
        };
        let certificates = states.iter().map(|(held, state)| SourceCertificate {
            name: self.redaction.text(&held.certificate.name()),
            sha256: held.certificate.fingerprints()[0].to_string(),
            state: state.name(),
        });
        let root = path.last().filter(|last| is_self_signed(last));
        let has_root = states.iter().any(|(held, state)| {
            matches!(state, State::Trusted | State::Denied)
                && root.is_some_and(|root| root.certificate.der == held.certificate.der)
        });
        SourceTrust {
            source: self.redaction.text(&sentences::holder(holder)),
            message: self
                .redaction
                .text(&sentences::source(&states, has_root, key)),
            is_trusting: has_root,
            certificates: certificates.collect(),
        }
    }

    /// Returns what denies or distrusts a certificate of the path.
    fn denials(&self, path: &[Member]) -> Vec<SourceTrust> {
        let Some(certificates) = &self.subject.certificates else {
            return Vec::new();
        };
        let mut rows = Vec::new();
        for member in path {
            let (holder, state) = match certificates.denial_of(member.certificate) {
                Some(Reason::Denied) => (Holder::Deny, State::Denied),
                Some(Reason::Distrusted(by)) => {
                    (Holder::Blocklist(by.to_string()), State::Distrusted)
                }
                _ => continue,
            };
            rows.push(SourceTrust {
                source: self.redaction.text(&sentences::holder(&holder)),
                message: self.redaction.text(&format!(
                    "{} `{}`",
                    sentences::verb(state),
                    member.name()
                )),
                is_trusting: false,
                certificates: vec![SourceCertificate {
                    name: self.redaction.text(&member.name()),
                    sha256: member.certificate.fingerprints()[0].to_string(),
                    state: state.name(),
                }],
            });
        }
        rows
    }
}

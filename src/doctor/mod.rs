//! Diagnosis of failed connections: three views of a site, and the causes that explain them.
//!
//! Checks are pure functions of what was observed, and return findings. Only [`site`] opens
//! connections. Only [`python`] starts processes, and the check `library-path`, which starts curl
//! if another OpenSSL is in its way. No part of a launch uses this module.

mod checks;
mod crypto;
mod diagnosis;
pub mod explain;
pub mod farm;
mod finding;
mod id;
pub mod python;
mod redact;
mod run;
mod sections;
pub mod site;
mod subject;
pub mod trust;

pub use checks::ending;
#[cfg(test)]
pub use diagnosis::Conclusion;
pub use diagnosis::{
    ADDED, Diagnosis, FACTS, Fact, Judgement, JudgementKind, Link, SiteDiagnosis,
    SourceCertificate, SourceTrust, View,
};
pub use finding::{Finding, Remedy, Status};
pub use id::Id;
pub use redact::Redaction;
pub use run::{Event, Examination, Options, examine};
pub use sections::section;
pub use subject::{Certificates, Subject};

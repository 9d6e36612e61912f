//! Findings: what the checks found, as data.

use super::Id;
use super::site::Site;
use crate::error::Error;

/// The result of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    Passed,
    /// The check could not be run, or does not apply.
    Skipped,
    /// A fault that sglaunch itself corrects, or that does no harm yet.
    Warning,
    /// A fault under sglaunch too.
    Failed,
}

impl Status {
    /// Returns the word in text and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Skipped => "skipped",
            Self::Warning => "warning",
            Self::Failed => "failed",
        }
    }
}

/// A result with its reason and its remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub id: Id,
    pub status: Status,
    /// The host and port of the site, if the finding is about one.
    pub site: Option<String>,
    /// One sentence: lower case, no full stop.
    pub message: String,
    /// A place in a file with the marked line, to be shown in a monospaced font.
    pub excerpt: Vec<String>,
    pub details: Vec<String>,
    pub remedy: Option<Remedy>,
}

/// The action that corrects a fault: a sentence, and the commands to type.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remedy {
    pub text: String,
    pub commands: Vec<String>,
    /// The commands trust a certificate, whose fingerprint must be confirmed first: a report is
    /// not evidence.
    pub confirm_fingerprint: bool,
}

impl Finding {
    pub fn new(id: Id, status: Status, message: impl Into<String>) -> Self {
        Self {
            id,
            status,
            site: None,
            message: message.into(),
            excerpt: Vec::new(),
            details: Vec::new(),
            remedy: None,
        }
    }

    pub fn passed(id: Id, message: impl Into<String>) -> Self {
        Self::new(id, Status::Passed, message)
    }

    pub fn skipped(id: Id, message: impl Into<String>) -> Self {
        Self::new(id, Status::Skipped, message)
    }

    pub fn warning(id: Id, message: impl Into<String>) -> Self {
        Self::new(id, Status::Warning, message)
    }

    pub fn failed(id: Id, message: impl Into<String>) -> Self {
        Self::new(id, Status::Failed, message)
    }

    /// Sets the site.
    #[must_use]
    pub fn of_site(mut self, site: &Site) -> Self {
        self.site = Some(site.authority());
        self
    }

    /// Returns the failure that a launch would report as this error.
    pub fn of_error(id: Id, error: &Error) -> Self {
        let mut failed = Self::failed(id, error.sentence());
        failed.excerpt = error.excerpt();
        failed.details = error.notes();
        match error.action() {
            Some(action) => failed.remedy(action),
            None => failed,
        }
    }

    /// Returns all lines below the sentence: the excerpt and the details.
    pub fn lines(&self) -> impl Iterator<Item = &String> {
        self.excerpt.iter().chain(&self.details)
    }

    /// Adds a line of details.
    #[must_use]
    pub fn detail(mut self, line: impl Into<String>) -> Self {
        self.details.push(line.into());
        self
    }

    /// Sets the sentence of the remedy.
    #[must_use]
    pub fn remedy(mut self, text: impl Into<String>) -> Self {
        self.remedy.get_or_insert_default().text = text.into();
        self
    }

    /// Adds a command to the remedy.
    #[must_use]
    pub fn command(mut self, command: impl Into<String>) -> Self {
        let remedy = self.remedy.get_or_insert_default();
        remedy.commands.push(command.into());
        self
    }

    /// Adds a command that trusts a certificate, whose fingerprint must be confirmed first.
    #[must_use]
    pub fn trust_command(self, command: impl Into<String>) -> Self {
        let mut finding = self.command(command);
        finding.remedy.get_or_insert_default().confirm_fingerprint = true;
        finding
    }
}

//! The arguments of `doctor` and `explain`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::Target;
use crate::profile::BASE;

/// A diagnosis.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of the command line"
)]
pub struct DoctorArgs {
    /// The profile
    #[arg(index = 1, value_name = "PROFILE[@VERSION]", default_value = BASE)]
    pub profile: Target,
    /// Run only these checks (see --list-checks)
    #[arg(index = 2, value_name = "CHECK")]
    pub checks: Vec<String>,
    /// Test the connection to this site, instead of the profile's `sites` (repeatable)
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub site: Vec<String>,
    /// Limit for the connections to each site
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = seconds)]
    pub timeout: u64,
    /// Limit for the program's Python
    #[arg(long, value_name = "SECONDS", hide = true, default_value_t = 60, value_parser = seconds)]
    pub python_timeout: u64,
    /// Write the certificates that the sites sent to this file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub save_chain: Option<PathBuf>,
    /// Also write what was found as an HTML page, for a ticket
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub report: Option<PathBuf>,
    /// Merge the results of `doctor --json` on many machines: files, or directories of files
    #[arg(long, value_name = "FOLDER|FILE", num_args = 1.., value_hint = ValueHint::AnyPath,
        conflicts_with_all = ["profile", "site", "timeout", "save_chain", "start_program"])]
    pub merge: Vec<PathBuf>,
    /// With --merge: the names of the machines that should have answered, one on each line
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub nodes: Option<PathBuf>,
    /// Start the program itself if nothing else can run its Python, although it may take a licence
    #[arg(long)]
    pub start_program: bool,
    /// Hide the names and addresses of hosts in the output
    #[arg(long)]
    pub redact_hosts: bool,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
    /// List the checks
    #[arg(long, exclusive = true)]
    pub list_checks: bool,
    /// Print what the documentation says about a check
    #[arg(long, value_name = "CHECK", exclusive = true)]
    pub explain: Option<String>,
}

/// A text to explain.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The text; `-` or nothing is stdin
    #[arg(value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
}

fn seconds(text: &str) -> Result<u64, &'static str> {
    let number = text
        .parse()
        .ok()
        .filter(|number| (1..=600).contains(number));
    number.ok_or("write a number of seconds from 1 to 600")
}

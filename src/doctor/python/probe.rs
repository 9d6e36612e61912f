//! The script, and what it prints.

use std::process::Command;
use std::time::Duration;

use memchr::memmem;

use super::run::{Printed, run};
use super::{Interpreter, NoReport, Report, libraries};
use crate::env::Env;
use crate::os;

/// The functions of the first file are called by the second, which imports the modules.
const SCRIPT: &str = concat!(include_str!("handshake.py"), include_str!("probe.py"));

/// Number of lines of the error output that a finding repeats.
const LINES: usize = 5;

/// What a run of the script tests.
#[derive(Debug)]
pub struct Request<'a> {
    pub interpreter: &'a Interpreter,
    pub env: &'a Env,
    /// Hosts and ports.
    pub sites: Vec<String>,
    /// Limit for the connections to each site.
    pub timeout: Duration,
    /// Limit for the whole run.
    pub limit: Duration,
}

/// Runs the script.
pub fn probe(request: &Request) -> Result<Report, NoReport> {
    let marker = format!("sglaunch-{:016x}", os::random());
    let timeout = request.timeout.min(request.limit);
    let mut command = Command::new(&request.interpreter.path);
    command
        .args(&request.interpreter.args)
        // It writes no bytecode.
        .args(["-B", "-c", SCRIPT, &marker])
        .arg(timeout.as_secs_f64().to_string())
        .arg(libraries::names().join(","))
        .args(&request.sites)
        .env_clear()
        .envs(request.env.iter());
    // Only the end is looked at: the output may be long.
    let last = format!("{marker}-end");
    let is_complete = |stdout: &[u8]| stdout.trim_ascii_end().ends_with(last.as_bytes());
    let printed = run(command, request.limit, is_complete)?;
    let Some(report) = report_in(&printed.stdout, &marker) else {
        return Err(crashed(&printed));
    };
    serde_json::from_slice(report).map_err(|error| NoReport::Unreadable(error.to_string()))
}

/// Returns the text between the two markers. A sitecustomize may print something before and after.
fn report_in<'a>(stdout: &'a [u8], marker: &str) -> Option<&'a [u8]> {
    let start = memmem::find(stdout, marker.as_bytes())? + marker.len();
    let rest = stdout.get(start..)?;
    rest.get(..memmem::find(rest, format!("{marker}-end").as_bytes())?)
}

fn crashed(printed: &Printed) -> NoReport {
    let how = printed.status.map(|status| status.to_string());
    let text = String::from_utf8_lossy(&printed.stderr);
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let first = lines.len().saturating_sub(LINES);
    NoReport::Crashed {
        how: how.unwrap_or_else(|| "it closed its output".to_owned()),
        printed: lines.get(first..).unwrap_or_default().join("\n"),
    }
}

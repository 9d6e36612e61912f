//! The view of the program's own Python, by a script that it runs.

mod interpreter;
pub mod libraries;
mod no_report;
mod probe;
mod report;
pub mod run;
mod toolkit;
pub mod version;

use std::time::Instant;

use super::site::Site;
use super::{Options, Subject};
use crate::env::Env;
use crate::os;
pub use interpreter::Interpreter;
pub use no_report::{NoPython, NoReport};
use probe::{Request, probe};
pub use report::{
    Attempt, Certifi, Context, Failure, Package, Paths, Report, Ssl, TLS_1_2, USUAL_LEVEL,
};

/// The program's Python, and what it reports.
#[derive(Debug)]
pub struct Python {
    pub interpreter: Interpreter,
    pub outcome: Result<Report, NoReport>,
}

impl Python {
    /// Returns the handshake with a site.
    pub fn attempt_of(&self, site: &Site) -> Option<&Attempt> {
        let report = self.outcome.as_ref().ok()?;
        let name = site.authority();
        report.attempts.iter().find(|attempt| attempt.site == name)
    }
}

/// The variable that names OpenSSL's settings.
pub const OPENSSL_CONF: &str = "OPENSSL_CONF";

/// Runs the script in the program's Python.
pub fn observe(subject: &Subject, options: &Options) -> Result<Python, NoPython> {
    let interpreter = interpreter::find(subject, options.start_program)?;
    let end = Instant::now() + options.python_timeout;
    let mut request = Request {
        interpreter: &interpreter,
        env: subject.env_of_program(),
        sites: options.sites.iter().map(Site::authority).collect(),
        timeout: options.timeout,
        limit: options.python_timeout,
    };
    let mut outcome = probe(&request);
    if let Ok(report) = &mut outcome {
        let configuration = interpreter.configuration.as_deref();
        report
            .packages
            .extend(toolkit::cores(subject, configuration));
        if report.may_depend_on_conf() {
            let env = without_conf(request.env);
            request.env = &env;
            request.sites = report.failed_sites();
            request.limit = end.saturating_duration_since(Instant::now());
            report.without_conf = probe(&request).ok().map(Box::new);
        }
    }
    Ok(Python {
        interpreter,
        outcome,
    })
}

/// Returns the environment in which OpenSSL reads an empty openssl.cnf.
fn without_conf(env: &Env) -> Env {
    let mut env = env.clone();
    env.set(OPENSSL_CONF, os::NULL_DEVICE);
    env
}

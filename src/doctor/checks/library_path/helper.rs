//! A real helper, started with the libraries in front.

use std::process::Command;
use std::time::Duration;

use super::{Front, Reason, VARIABLE};
use crate::doctor::python::run::run;
use crate::env::Env;

/// Programs that DCCs start and that use OpenSSL. They print their version and connect to nothing.
const HELPERS: [&str; 1] = ["curl"];

/// Time limit of a helper.
const LIMIT: Duration = Duration::from_secs(2);

/// The result of starting a helper.
#[derive(Debug)]
pub(super) struct Helper {
    pub name: &'static str,
    /// The OpenSSL that it uses, as in `OpenSSL/3.0.19`.
    pub openssl: Option<String>,
    /// The message of the loader, if the helper does not start with these libraries but starts
    /// without.
    pub why_broken: Option<String>,
}

impl Helper {
    /// Starts each helper that is on PATH.
    pub fn all(env: &Env, front: &Front) -> Vec<Self> {
        let path = env.search_path();
        let found = HELPERS.iter().filter_map(|name| {
            let program = which::which_in_global(name, path).ok()?.next()?;
            let mut with = env.clone();
            if let Reason::Script(_) = front.reason {
                with.set(VARIABLE, &front.dir);
            }
            match started(&program, &with) {
                Ok(printed) => Some(Self {
                    name,
                    openssl: openssl_of(&printed),
                    why_broken: None,
                }),
                Err(why) => {
                    let mut without = env.clone();
                    without.remove(VARIABLE);
                    without.remove(super::PRELOADED);
                    started(&program, &without).is_ok().then_some(Self {
                        name,
                        openssl: None,
                        why_broken: Some(why),
                    })
                }
            }
        });
        found.collect()
    }
}

/// Returns what a program prints as its version, or the first line of its error.
fn started(program: &std::path::Path, env: &Env) -> Result<String, String> {
    let mut command = Command::new(program);
    command.arg("--version").env_clear().envs(env.iter());
    let printed = run(command, LIMIT, |_| false).map_err(|why| why.to_string())?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if printed.status.is_some_and(|status| status.success()) {
        return Ok(text(&printed.stdout));
    }
    let error = text(&printed.stderr);
    Err(error
        .lines()
        .next()
        .unwrap_or("it ends with an error")
        .to_owned())
}

fn openssl_of(printed: &str) -> Option<String> {
    let mut words = printed.split_whitespace();
    words
        .find(|word| word.starts_with("OpenSSL/"))
        .map(str::to_owned)
}

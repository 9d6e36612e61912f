//! The files that the command line names, checked before an examination, which takes a minute.

use std::path::Path;

use super::{report_file, saved_chain};
use crate::cli::DoctorArgs;
use crate::cmd::Context;
use crate::error::{Error, Location, Result};
use crate::os::read::STDIN;

/// Returns an error if the files cannot be read or written together, or one cannot be written.
pub fn check(context: &Context, args: &DoctorArgs) -> Result<()> {
    check_inputs(args)?;
    if let (Some(report), Some(chain)) = (&args.report, &args.save_chain)
        && context.cwd.join(report) == context.cwd.join(chain)
    {
        let error = Error::new("--report and --save-chain name the same file");
        return Err(error
            .at(Location::file(chain))
            .hint("name another file for the chain, such as chain.pem"));
    }
    if let Some(file) = &args.save_chain {
        saved_chain::check(context, file)?;
    }
    let page = if args.merge.is_empty() {
        report_file::PAGE
    } else {
        report_file::FARM_PAGE
    };
    match &args.report {
        Some(file) => report_file::check(context, file, &page),
        None => Ok(()),
    }
}

/// Returns an error if other options do not fit `--merge`.
fn check_inputs(args: &DoctorArgs) -> Result<()> {
    if args.redact_hosts && !args.merge.is_empty() {
        return Err(Error::new("a merge cannot hide the names of hosts")
            .hint("hide them when each result is made: `sglaunch doctor --json --redact-hosts`"));
    }
    let Some(nodes) = &args.nodes else {
        return Ok(());
    };
    if args.merge.is_empty() {
        return Err(Error::new("--nodes needs --merge")
            .hint("add the results of the machines: --merge FOLDER"));
    }
    let is_stdin = |file: &Path| file == Path::new(STDIN);
    if is_stdin(nodes) && args.merge.iter().any(|file| is_stdin(file)) {
        return Err(Error::new("stdin can be read only once")
            .hint("write the names to a file, and give it to --nodes"));
    }
    Ok(())
}

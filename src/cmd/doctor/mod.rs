//! `sglaunch doctor`: runs the checks and prints what they found.

mod document;
mod subject;
mod text;

use std::sync::Arc;
use std::time::Duration;

use super::Context;
use crate::cli::DoctorArgs;
use crate::doctor::site::Site;
use crate::doctor::{Id, Options, Status, examine};
use crate::error::{Error, Result, alternatives, cut, nearest};
use subject::subject;

/// Examines a launch, and returns 1 if a check failed.
pub fn run(context: &Context, args: &DoctorArgs) -> Result<u8> {
    let subject = Arc::new(subject(context, &args.profile));
    let options = Options {
        checks: args
            .checks
            .iter()
            .map(|name| check(name))
            .collect::<Result<_>>()?,
        sites: sites(&subject, args)?,
        timeout: Duration::from_secs(args.timeout),
        python_timeout: Duration::from_secs(args.python_timeout),
        start_program: args.start_program,
    };
    let examination = examine(Arc::clone(&subject), &options, |findings| {
        if !args.json {
            // A closed pipe is noticed at the end.
            let _ = context.ui.print(text::lines(context, findings));
        }
    });
    if args.json {
        context.print_json(&document::document(&examination))?;
    } else {
        context.ui.print(text::conclusion(&examination))?;
    }
    let has_failed = (examination.findings.iter()).any(|one| one.status == Status::Failed);
    Ok(u8::from(has_failed))
}

/// Returns the sites of the command line, else those of the profile.
fn sites(subject: &crate::doctor::Subject, args: &DoctorArgs) -> Result<Vec<Site>> {
    if !args.site.is_empty() {
        return args.site.iter().map(|text| Site::parse(text)).collect();
    }
    let of_profile = subject
        .profile
        .as_ref()
        .map(|profile| &profile.settings.sites);
    let of_profile = of_profile.into_iter().flatten();
    of_profile.map(|site| Site::parse(&site.value)).collect()
}

fn check(name: &str) -> Result<Id> {
    Id::named(name).ok_or_else(|| {
        let near = nearest(name, Id::ALL.iter().map(|id| id.name()));
        let hint = match &*near {
            [] => "run `sglaunch doctor --list-checks` to see the checks".to_owned(),
            near => format!("a check with a similar name exists: {}", alternatives(near)),
        };
        Error::new(format!("there is no check `{}`", cut(name))).hint(hint)
    })
}

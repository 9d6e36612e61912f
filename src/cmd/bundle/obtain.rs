//! Obtains a bundle and prints how it was built.

use super::diff::changes;
use super::mozilla::report_age;
use crate::bundle::diff::{Difference, certificates_of};
use crate::bundle::{Bundle, BundleRequest, NotBuilt, now};
use crate::certs::{Problem, ProblemKind};
use crate::cmd::{Context, home};
use crate::error::{Error, Result, counted};
use crate::profile::Profile;
use crate::shell::quote;

/// Returns the fresh bundle of a request, or builds it.
pub fn obtain(context: &Context, profile: &Profile, request: &BundleRequest) -> Result<Bundle> {
    home::report(context, 1);
    let bundle = match request.fresh() {
        Some(bundle) => {
            let message = || format!("{} is fresh", bundle.path.display());
            context.ui.info(1, message);
            bundle
        }
        None => build(context, profile, request)?,
    };
    report_age(context, request.inputs, 1, now());
    Ok(bundle)
}

/// Builds the bundle of a request.
pub fn build(context: &Context, profile: &Profile, request: &BundleRequest) -> Result<Bundle> {
    // Only -v shows the difference to the bundle before.
    let before = (context.ui.is_shown(1))
        .then(|| request.replaced())
        .flatten()
        .map(|replaced| certificates_of(&replaced.path));
    let built = (context.ui).with_progress("reading certificates", || request.build());
    let bundle = built.map_err(|reason| explain(&reason, profile))?;
    let problems: Vec<&Problem> = (profile.ignored.iter().chain(&bundle.problems)).collect();
    let problems = home::without_closed_files(context, problems);
    (context.ui).warn_all(problems.iter().copied());
    if problems.iter().any(|problem| !problem.kind.has_action()) {
        let command = format!("sglaunch doctor {}", quote(profile.name.as_ref()));
        let hint = format!("run `{command}` to see the causes and cures");
        context.ui.hint(&hint);
    }
    if let Some(merged) = &bundle.built {
        let count = merged.included().count();
        let message = || {
            format!(
                "{} in {}, built now",
                counted(count, "certificate"),
                bundle.path.display()
            )
        };
        context.ui.info(1, message);
        if let Some(before) = before {
            let difference = Difference::between(before, merged);
            for change in changes(&difference) {
                context.ui.info(1, || change.to_string());
            }
        }
    }
    Ok(bundle)
}

/// Fails if a file that the profile requires could not be read.
pub fn check_required(problems: &[Problem], profile: &Profile) -> Result<()> {
    match problems.iter().find(|problem| problem.needed.is_some()) {
        Some(problem) => {
            let reason = NotBuilt::Required(Box::new(problem.clone()));
            Err(explain(&reason, profile))
        }
        None => Ok(()),
    }
}

/// Returns the error of a failed build; it shows the line of the profile that names the file.
pub fn explain(reason: &NotBuilt, profile: &Profile) -> Error {
    if let NotBuilt::Required(problem) = reason
        && let Some(written) = problem
            .needed
            .and_then(|index| profile.settings.ca.files.get(index))
    {
        let hint = match problem.kind {
            ProblemKind::NotFound => {
                "correct the path, or make the file optional: {path: …, optional: true}"
            }
            ProblemKind::Unreadable(_) | ProblemKind::UnreadableDir(_) => {
                "let your user read it, or ask the owner to"
            }
            ProblemKind::Skipped { .. } | ProblemKind::Undecodable(_) => {
                "ask IT for this certificate again, and replace the damaged part of the file"
            }
            _ => "name a file that contains the CA certificate (.cer, .crt, .pem, .p7b)",
        };
        return profile.error_at(reason.to_string(), written).hint(hint);
    }
    reason.into()
}

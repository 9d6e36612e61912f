//! `sglaunch doctor`: runs the checks and prints what they found.

mod document;
mod farm;
mod files;
mod html;
mod own_file;
mod page;
mod report_file;
mod request;
mod saved_chain;
mod subject;
mod text;

use std::sync::Arc;

use super::Context;
use crate::cli::DoctorArgs;
use crate::doctor::{Diagnosis, Event, Examination, Id, Options, Subject, examine, section};
use crate::error::Result;
use request::{Request, named_check};
use subject::subject;

/// Examines a launch, and returns 1 if a check failed. Or lists or explains the checks.
pub fn run(context: &Context, args: &DoctorArgs) -> Result<u8> {
    if args.list_checks {
        return list(context);
    }
    if let Some(name) = &args.explain {
        return explain(context, named_check(name)?);
    }
    files::check(context, args)?;
    if !args.merge.is_empty() {
        return farm::run(context, args);
    }
    let request = Request::new(context, args)?;
    let subject = context.ui.with_progress("reading certificates", || {
        Arc::new(subject(context, &request.target))
    });
    let options = request.options(&subject)?;
    let examination = examined(context, args, &subject, &options);
    let chains = saved_chain::to_text(&examination.views.sites);
    let diagnosis = Diagnosis::new(&subject, &options, examination);
    output(context, args, &diagnosis, &chains)?;
    Ok(u8::from(!diagnosis.is_ok()))
}

/// Runs the checks, and prints the findings of each as text.
fn examined(
    context: &Context,
    args: &DoctorArgs,
    subject: &Arc<Subject>,
    options: &Options,
) -> Examination {
    let mut waiting = None;
    examine(subject, options, |event| match event {
        Event::Waiting => {
            let step = "connecting, and running the program's Python";
            waiting = context.ui.show_waiting(step);
        }
        Event::Checked(findings) => {
            drop(waiting.take());
            if !args.json {
                // A closed pipe ends the output, not the examination.
                let _ = context.ui.print(text::lines(&context.ui, findings));
            }
        }
    })
}

/// Prints the document or the verdict, then writes the chains and the page.
fn output(context: &Context, args: &DoctorArgs, diagnosis: &Diagnosis, chains: &str) -> Result<()> {
    let printed = if args.json {
        context.print_json(&document::document(diagnosis))
    } else {
        (context.ui).print(text::conclusion(&context.ui, diagnosis))
    };
    let saved = (args.save_chain.as_ref()).map(|file| saved_chain::write(context, file, chains));
    let written = (args.report.as_ref()).map(|file| {
        page::page(diagnosis).and_then(|page| report_file::PAGE.write(context, file, &page))
    });
    last_error(context, [Some(printed), saved, written])
}

/// Returns the last error, and prints those before it: one output that fails stops no other.
fn last_error<const N: usize>(context: &Context, results: [Option<Result<()>>; N]) -> Result<()> {
    let failures = results.into_iter().flatten().filter_map(Result::err);
    let last = failures.reduce(|error, next| {
        context.ui.error(&error);
        next
    });
    last.map_or(Ok(()), Err)
}

/// Prints the checks with the causes that they look for.
fn list(context: &Context) -> Result<u8> {
    let row = |id: &Id| vec![id.name().to_owned(), id.cause().to_owned()];
    let rows: Vec<Vec<String>> = Id::ALL.iter().map(row).collect();
    (context.ui).print(context.ui.table(&["CHECK", "CAUSE"], &rows))?;
    Ok(0)
}

/// Prints the section of the documentation about a check.
fn explain(context: &Context, id: Id) -> Result<u8> {
    let text = section(id).unwrap_or_default();
    context.ui.print(format!("{id}\n\n{text}\n"))?;
    Ok(0)
}

//! `sglaunch doctor`: runs the checks and prints what they found.

mod document;
mod farm;
mod html;
mod page;
mod report_file;
mod request;
mod saved_chain;
mod subject;
mod text;

use std::sync::Arc;

use super::Context;
use crate::cli::DoctorArgs;
use crate::doctor::{Diagnosis, Event, Id, examine, section};
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
    if !args.merge.is_empty() {
        return farm::run(context, args);
    }
    let request = Request::new(context, args)?;
    let subject = context.ui.with_progress("reading certificates", || {
        Arc::new(subject(context, &request.target))
    });
    let options = request.options(&subject)?;
    let mut waiting = None;
    let examination = examine(&subject, &options, |event| match event {
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
    });
    drop(waiting);
    if let Some(file) = &args.save_chain {
        saved_chain::write(context, file, &examination)?;
    }
    let diagnosis = Diagnosis::new(&subject, &options, examination);
    if args.json {
        context.print_json(&document::document(&diagnosis))?;
    } else {
        (context.ui).print(text::conclusion(&context.ui, &diagnosis))?;
    }
    if let Some(file) = &args.report {
        report_file::write(context, file, &page::page(&diagnosis)?)?;
    }
    Ok(u8::from(!diagnosis.is_ok()))
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

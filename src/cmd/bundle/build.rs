//! `bundle build`: rebuilds a bundle and counts the certificates of each source.

use std::collections::BTreeMap;

use super::mozilla::{file_line, report_age};
use super::{inputs_of, obtain};
use crate::bundle::now;
use crate::certs::entries::Merged;
use crate::cli::Target;
use crate::cmd::Context;
use crate::error::{Error, Result, counted, printable};

pub fn run(context: &Context, target: &Target) -> Result<u8> {
    let (profile, inputs) = inputs_of(context, target)?;
    let mut request = context.request(&inputs);
    request.refresh = true;
    let bundle = obtain::build(context, &profile, &request)?;
    let Some(merged) = bundle.built else {
        return Err(
            Error::new("no new bundle was built").hint("fix the problem in the warning above")
        );
    };
    let rows: Vec<Vec<String>> = (counts(&merged).into_iter()).map(cells).collect();
    context
        .ui
        .print(context.ui.table(&["SOURCE", "FOUND", "EXCLUDED"], &rows))?;
    context.ui.print(format!(
        "{} in {}\n",
        counted(merged.included().count(), "certificate"),
        printable(&bundle.path.to_string_lossy())
    ))?;
    if let Some(line) = file_line(context, &inputs) {
        context.ui.print(printable(&line) + "\n")?;
    }
    report_age(context, &inputs, 0, now());
    Ok(0)
}

/// The certificates of a source, and how many of them are excluded for which reason.
type Counts = (usize, BTreeMap<&'static str, usize>);

fn counts(merged: &Merged) -> BTreeMap<String, Counts> {
    let mut counts = BTreeMap::<String, Counts>::new();
    for entry in &merged.entries {
        for source in entry.shown_sources() {
            let (found, reasons) = counts.entry(source).or_default();
            *found += 1;
            if let Some(reason) = &entry.reason {
                *reasons.entry(reason.name()).or_default() += 1;
            }
        }
    }
    counts
}

fn cells((source, (found, reasons)): (String, Counts)) -> Vec<String> {
    let excluded: Vec<String> = (reasons.iter())
        .map(|(reason, count)| format!("{count} {reason}"))
        .collect();
    let excluded = if excluded.is_empty() {
        "-".to_owned()
    } else {
        excluded.join(", ")
    };
    vec![source, found.to_string(), excluded]
}

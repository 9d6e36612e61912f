//! `doctor --merge`: what many machines found.

mod document;
mod names;
mod page;
mod problems;
mod report;
mod table;
mod text;

use std::path::{Path, PathBuf};

use super::{last_error, report_file};
use crate::cli::DoctorArgs;
use crate::cmd::Context;
use crate::doctor::farm::{Expected, Farm, read};
use crate::error::{Error, Location, Result, shorten};
use crate::os::read::{STDIN, read_regular_or_stdin};
use problems::ProblemGroup;
use report::Report;

/// Maximum size of the file with the names of the nodes.
const MAX_NAMES_FILE: u64 = 16 << 20;

/// Merges the files. Returns 1 if a node fails or gave no answer, or a file cannot be read.
pub fn run(context: &Context, args: &DoctorArgs) -> Result<u8> {
    let expected = args.nodes.as_deref().map(|file| expected(context, file));
    let expected = expected.transpose()?;
    let paths = args.merge.iter().map(|path| absolute(context, path));
    let paths: Vec<PathBuf> = paths.collect();
    let step = || Farm::new(read(&paths), expected.as_ref());
    let farm = context.ui.with_progress("merging diagnoses", step);
    let shown = |file: &Path| match file.strip_prefix(&context.cwd) {
        Ok(relative) => relative.to_string_lossy().into_owned(),
        Err(_) => shorten(file, context.ui.home()),
    };
    let problems = problems::grouped(&farm, &shown);
    if farm.nodes.is_empty() && expected.is_none() {
        return Err(nothing_to_merge(&problems));
    }
    for problem in &problems {
        let names = names::Names::of_files(&problem.files);
        let text = format!("{}: {}", problem.sentence, text::names(&context.ui, &names));
        context.ui.warn_with_location(&Error::new(text));
    }
    let report = Report::new(&farm, problems, &shown);
    let printed = if args.json {
        context.print_json(&document::document(&farm, &shown))
    } else {
        let text = text::lines(&context.ui, &report, farm.is_ok());
        context.ui.print(text)
    };
    let page = || page::page(&farm, &report);
    let written = args.report.as_ref().map(|file| {
        let page = context.ui.with_progress("making the page", page)?;
        report_file::FARM_PAGE.write(context, file, &page)
    });
    last_error(context, [Some(printed), written])?;
    Ok(u8::from(!farm.is_ok() || farm.has_unreadable()))
}

/// Returns the error of files that have no diagnosis, with what is wrong with them.
fn nothing_to_merge(problems: &[ProblemGroup]) -> Error {
    let error = Error::new("there is no diagnosis to merge")
        .hint("name files that `sglaunch doctor --json` has printed, or a directory of them");
    problems.iter().fold(error, |error, problem| {
        let names = names::Names::of_files(&problem.files);
        let more = names.rest.map(|(count, _)| format!(" and {count} more"));
        let more = more.unwrap_or_default();
        error.note(format!("{}: {}{more}", problem.sentence, names.first))
    })
}

/// Returns a path of the command line; `-` stays as it is.
fn absolute(context: &Context, path: &Path) -> PathBuf {
    if path == Path::new(STDIN) {
        return path.to_owned();
    }
    context.cwd.join(path)
}

fn expected(context: &Context, file: &Path) -> Result<Expected> {
    let error = |reason: String| {
        Error::new(format!("cannot read the names of the nodes: {reason}")).at(Location::file(file))
    };
    let hint = "write one name on each line, or ranges such as `node[01-60]`";
    let bytes = read_regular_or_stdin(&absolute(context, file), MAX_NAMES_FILE)
        .map_err(|reason| error(reason.to_string()).hint("name a file, or write `-` for stdin"))?;
    let expected =
        Expected::parse(&bytes).map_err(|reason| error(reason.to_string()).hint(hint))?;
    if expected.count() == 0 {
        return Err(error("the file contains no names".to_owned()).hint(hint));
    }
    Ok(expected)
}

//! `--report`: the page, written to the file that the user names.

use std::fs::{self, Metadata};
use std::path::Path;

use super::own_file::OwnFile;
use crate::cmd::Context;
use crate::error::{Error, Location, Result};
use crate::shell::quote;

/// A page of one machine.
pub const PAGE: OwnFile = OwnFile {
    noun: "report",
    content: "report of one machine",
    is_own: |bytes| has_generator(bytes, br#""sglaunch doctor""#),
};

/// A page of many machines. It does not replace a page of one, nor the other way round.
pub const FARM_PAGE: OwnFile = OwnFile {
    noun: "report",
    content: "report of many machines",
    is_own: |bytes| has_generator(bytes, br#""sglaunch doctor --merge""#),
};

/// The number of bytes in which the element is.
const HEAD: usize = 1024;

/// Returns whether a page has the element that `templates/page.html` has near its beginning.
fn has_generator(bytes: &[u8], value: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    let element = [br#"<meta name="generator" content="#, value].concat();
    memchr::memmem::find(head, &element).is_some()
}

/// Returns an error if the name is not that of a page, or the file cannot be written.
pub fn check(context: &Context, file: &Path, page: &OwnFile) -> Result<()> {
    let extension = file.extension().unwrap_or_default().to_ascii_lowercase();
    let meta = fs::metadata(context.cwd.join(file)).ok();
    let is_dir = meta.as_ref().is_some_and(Metadata::is_dir);
    let is_device = meta.is_some_and(|meta| !meta.is_file() && !meta.is_dir());
    if extension == "html" || extension == "htm" || is_device {
        return page.check(context, file);
    }
    let hint = if extension == "json" {
        format!("for JSON, write `--json > {}`", quote(file.as_os_str()))
    } else {
        let page = if file == Path::new("-") {
            "report.html".into()
        } else if is_dir {
            file.join("report.html")
        } else {
            file.with_extension("html")
        };
        format!("write `--report {}`", quote(page.as_os_str()))
    };
    Err(
        Error::new("the report is an HTML page, so its name ends in .html")
            .at(Location::file(file))
            .hint(hint),
    )
}

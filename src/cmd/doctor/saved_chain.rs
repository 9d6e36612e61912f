//! `--save-chain`: the certificates that the sites sent, as a file for IT.

use std::path::Path;

use crate::cmd::Context;
use crate::doctor::Examination;
use crate::doctor::site::Observed;
use crate::doctor::trust::to_pem;
use crate::error::{Error, Location, Result};
use crate::os::read::read_regular;
use crate::os::replace::Refused;
use crate::os::replace_file;

/// Largest file that is looked into, in bytes.
const MAX_CHAIN: u64 = 16 * 1024 * 1024;

/// Writes the chains of all sites. If no site has sent one, returns an error and writes nothing.
pub fn write(context: &Context, file: &Path, examination: &Examination) -> Result<()> {
    let sites = examination.views.sites.iter();
    let text = to_pem(sites.map(Observed::chain));
    if text.is_empty() {
        let hint = "name a site with --site, and see above why it has sent none";
        return Err(Error::new("no site has sent a certificate to save").hint(hint));
    }
    let path = context.cwd.join(file);
    if holds_something_else(&path) {
        return Err(
            Error::new("the file exists, and is not a chain that was saved before")
                .at(Location::file(file))
                .hint("name another file"),
        );
    }
    replace_file(&path, text.as_bytes()).map_err(|error| {
        let report =
            Error::new(format!("cannot write the chain: {error}")).at(Location::file(file));
        match Refused::of(&error) {
            Some(reason) => report.hint(reason.hint(file)),
            None => report,
        }
    })
}

/// Returns whether a file has another content than [`to_pem`] writes.
fn holds_something_else(path: &Path) -> bool {
    let is_chain = |bytes: &[u8]| bytes.is_empty() || bytes.starts_with(b"# Subject: ");
    // One that cannot be read is refused when it is replaced.
    read_regular(path, MAX_CHAIN).is_ok_and(|(bytes, _)| !is_chain(&bytes))
}

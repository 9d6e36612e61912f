//! `--save-chain`: the certificates that the sites sent, as a file for IT.

use std::path::Path;

use crate::cmd::Context;
use crate::doctor::Examination;
use crate::doctor::site::Observed;
use crate::doctor::trust::to_pem;
use crate::error::{Error, Location, Result};
use crate::os::replace::Refused;
use crate::os::replace_file;

/// Writes the chains of all sites. If no site has sent one, returns an error and writes nothing.
pub fn write(context: &Context, file: &Path, examination: &Examination) -> Result<()> {
    let sites = examination.views.sites.iter();
    let text = to_pem(sites.map(Observed::chain));
    if text.is_empty() {
        let hint = "name a site with --site, and see above why it has sent none";
        return Err(Error::new("no site has sent a certificate to save").hint(hint));
    }
    replace_file(&context.cwd.join(file), text.as_bytes()).map_err(|error| {
        let report =
            Error::new(format!("cannot write the chain: {error}")).at(Location::file(file));
        match Refused::of(&error) {
            Some(reason) => report.hint(reason.hint(file)),
            None => report,
        }
    })
}

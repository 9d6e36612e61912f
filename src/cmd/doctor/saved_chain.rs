//! `--save-chain`: the certificates that the sites sent, as a file for IT.

use std::path::Path;

use crate::certs::Certificate;
use crate::certs::comment::encode_with_comments;
use crate::cmd::Context;
use crate::doctor::Examination;
use crate::error::{Error, Location, Result};
use crate::os::replace::Refused;
use crate::os::replace_file;

/// Writes the certificates of all sites, each once.
pub fn write(context: &Context, file: &Path, examination: &Examination) -> Result<()> {
    let sites = examination.views.sites.iter();
    let mut certificates: Vec<Certificate> = Vec::new();
    for certificate in sites
        .flat_map(|site| site.chain())
        .filter_map(|der| Certificate::new(der).ok())
    {
        if !certificates.contains(&certificate) {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() {
        let message = format!(
            "{} was not written: no site has sent a certificate",
            file.display()
        );
        context.ui.info(0, || message);
        return Ok(());
    }
    let text = encode_with_comments(&certificates);
    replace_file(&context.cwd.join(file), text.as_bytes()).map_err(|error| {
        let report =
            Error::new(format!("cannot write the chain: {error}")).at(Location::file(file));
        match Refused::of(&error) {
            Some(reason) => report.hint(reason.hint(file)),
            None => report,
        }
    })
}

//! `--save-chain`: the certificates that the sites sent, as a file for IT.

use std::path::Path;

use super::own_file::OwnFile;
use crate::cmd::Context;
use crate::doctor::site::Observed;
use crate::doctor::trust::to_pem;
use crate::error::{Error, Result};

/// A chain as [`to_pem`] writes it.
const CHAIN: OwnFile = OwnFile {
    noun: "chain",
    content: "chain",
    is_own: |bytes| bytes.starts_with(b"# Subject: "),
};

/// Returns an error if the chains cannot be written to this file.
pub fn check(context: &Context, file: &Path) -> Result<()> {
    CHAIN.check(context, file)
}

/// Returns the chains of all sites as PEM.
pub fn to_text(sites: &[Observed]) -> String {
    to_pem(sites.iter().map(Observed::chain))
}

/// Writes chains. If no site has sent one, returns an error and writes nothing.
pub fn write(context: &Context, file: &Path, text: &str) -> Result<()> {
    if text.is_empty() {
        let hint = "name a site with --site, and see above why it has sent none";
        return Err(Error::new("no site has sent a certificate to save").hint(hint));
    }
    CHAIN.write(context, file, text)
}

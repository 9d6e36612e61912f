//! `bundle export`: copies a bundle, or Mozilla's list, to a fixed path or to stdout.

use std::fs;
use std::io;
use std::path::Path;

use super::bundle_of;
use crate::certs::comment::encode_with_comments;
use crate::certs::content::Content;
use crate::certs::{Certificate, Client, key_store, mozilla, pem};
use crate::cli::{ExportOptions, Target};
use crate::cmd::Context;
use crate::error::{Error, Location, Result, system_reason};
use crate::os::replace::Refused;
use crate::os::replace_file;

pub fn run(context: &Context, target: &Target, file: &Path, options: &ExportOptions) -> Result<u8> {
    if options.comments && options.client == Client::Java {
        return Err(
            Error::new("a key store has no comments").hint("leave out --comments or --client java")
        );
    }
    let pem = if options.mozilla {
        mozilla::to_pem().into_bytes()
    } else {
        let (_, bundle) = bundle_of(context, target)?;
        fs::read(&bundle.path).map_err(|error| {
            let reason = format!("cannot read the bundle: {}", system_reason(&error));
            Error::new(reason).at(Location::file(&bundle.path))
        })?
    };
    let bytes = if options.comments || options.client != Client::OpenSsl {
        encode(Content::parse(&pem).certificates, options)
    } else {
        pem
    };
    if file == Path::new("-") {
        context.ui.print_bytes(bytes)?;
    } else {
        replace_file(&context.cwd.join(file), &bytes).map_err(|error| not_written(file, &error))?;
    }
    Ok(0)
}

/// Encodes the certificates that the client can read, as the client reads them.
fn encode(mut certificates: Vec<Certificate>, options: &ExportOptions) -> Vec<u8> {
    certificates.retain(|one| one.facts.refusals.by(options.client).is_none());
    let ders = certificates.iter().map(|one| &*one.der);
    if options.client == Client::Java {
        key_store::encode(ders)
    } else if options.comments {
        encode_with_comments(&certificates).into_bytes()
    } else {
        ders.map(pem::encode).collect::<String>().into_bytes()
    }
}

fn not_written(file: &Path, error: &io::Error) -> Error {
    let report = Error::new(format!("cannot write the copy: {}", system_reason(error)))
        .at(Location::file(file));
    match Refused::of(error) {
        Some(reason) => report.hint(reason.hint(file)),
        None => report,
    }
}

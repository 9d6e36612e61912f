//! Lists of public CAs that come with a client, and to which users have added CAs: certifi's
//! `cacert.pem`, OpenSSL's `cert.pem`.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::{Own, Use};
use crate::certs::additions::additions;
use crate::doctor::Subject;
use crate::doctor::python::Python;
use crate::stores::files::read_file;
use crate::stores::inherited::is_bundle;
use crate::stores::native::is_system_store;

/// The compiled-in `cert.pem` of usual builds of OpenSSL.
const OF_OPENSSL: [&str; 5] = [
    "/usr/lib/ssl/cert.pem",
    "/usr/local/ssl/cert.pem",
    "/usr/local/openssl/cert.pem",
    "/usr/local/etc/openssl@3/cert.pem",
    "/opt/homebrew/etc/openssl@3/cert.pem",
];

/// Returns the lists that the program's Python reports, and OpenSSL's usual ones.
pub(super) fn of(subject: &Subject, python: Option<&Python>) -> Vec<Own> {
    let report = python.and_then(|python| python.outcome.as_ref().ok());
    let hooked = |is_hooked| {
        let by = if is_hooked {
            "the certifi hook"
        } else {
            "REQUESTS_CA_BUNDLE"
        };
        by.to_owned()
    };
    let certifi = report.iter().flat_map(|report| &report.certifi);
    let certifi = certifi.map(|one| {
        let hidden_by = hooked(one.is_hooked);
        (PathBuf::from(&one.file), "certifi", hidden_by)
    });
    let paths = report.and_then(|report| report.ssl.as_ref()?.paths.as_ref());
    let compiled_in = paths.map(|paths| PathBuf::from(&paths.file)).into_iter();
    let usual = OF_OPENSSL.map(|path| below(&subject.dirs.root, path));
    let openssl = compiled_in.chain(if cfg!(unix) {
        usual.to_vec()
    } else {
        Vec::new()
    });
    let openssl = openssl.map(|file| (file, "OpenSSL's cert.pem", "SSL_CERT_FILE".to_owned()));
    let mut seen = HashSet::new();
    let lists = certifi
        .chain(openssl)
        .filter_map(|(file, name, hidden_by)| {
            let is_new = seen.insert(std::fs::canonicalize(&file).ok()?);
            // Python runs on this machine also if the profile is for an image.
            let mut roots = [subject.dirs.root.as_path(), Path::new("/")].into_iter();
            let is_other = roots.any(|root| is_system_store(&file, root)) || is_bundle(&file);
            let bytes = (is_new && !is_other).then(|| read_file(&file).ok())??;
            Some(Own {
                certificates: additions(&bytes),
                file,
                is_list: true,
                use_: Use::List { name, hidden_by },
            })
        });
    lists.collect()
}

fn below(root: &Path, path: &str) -> PathBuf {
    root.join(path.trim_start_matches('/'))
}

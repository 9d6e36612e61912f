//! `register_publish` and Toolkit's downloads.

use serde_json::json;

use super::{
    DOWNLOAD, PUBLISH, SOURCES, as_documented, sources_or_skip, studio, trusting, with_each_sgtk,
};
use crate::client_matrix::{seeing, without_hook};
use crate::clients::environment;
use crate::tls_server::{Authority, Site};

/// Counts the published files of the site, and the received thumbnails.
fn kept(site: &Site) -> (usize, usize) {
    let records = site.created().into_iter();
    let published = records.filter(|record| record["type"] == "PublishedFile");
    (published.count(), site.uploads().len())
}

#[test]
fn a_publish_uploads_its_thumbnail() {
    let test = "toolkit::publish::a_publish_uploads_its_thumbnail";
    with_each_sgtk(test, |python| {
        let authority = Authority::new("Studio");
        for site in [
            Site::start(&authority),
            Site::start_with_s3(&authority, &authority),
        ] {
            let sandbox = trusting(&[&authority]);
            let site = studio(site, &sandbox);
            let words = PUBLISH.words(python, &site, &sandbox);
            sandbox.run_without(&words).code(1).untrusted();
            assert_eq!(kept(&site), (0, 0));

            let outcome = sandbox.run_under("python", &words).success();
            let printed = json!({"code": "plate.v001.ma", "path": "demo/plate.v001.ma"});
            assert_eq!(outcome.json(), printed, "{python:?}");
            assert_eq!(kept(&site), (1, 1));
            let upload = &site.uploads()[0];
            // On Windows the API sends the whole path.
            let name = upload.file_name.rsplit('\\').next();
            assert_eq!(name, Some("thumbnail.png"));
            assert!(upload.bytes.starts_with(b"\x89PNG"));

            let sandbox = without_hook(sandbox);
            seeing(PUBLISH.reads, &sandbox, "python", &words).success();
            assert_eq!(kept(&site), (2, 2));
        }
    });
}

/// The sources of Toolkit's newer versions are not on `PyPI`.
#[test]
fn toolkits_own_core_publishes() {
    let test = "toolkit::publish::toolkits_own_core_publishes";
    let Some(python) = environment(test, "3.11-sgtk") else {
        return;
    };
    let Some(sources) = sources_or_skip(test) else {
        return;
    };
    let authority = Authority::new("Studio");
    let sandbox = trusting(&[&authority]).env(SOURCES, sources);
    let site = studio(Site::start(&authority), &sandbox);
    for client in [PUBLISH, DOWNLOAD] {
        let words = client.words(&python, &site, &sandbox);
        sandbox.run_under("python", &words).success();
    }
    assert_eq!(kept(&site), (1, 1));
}

/// The reported failure: the site is trusted, its storage is not.
#[test]
fn without_the_storages_ca_a_publish_has_no_thumbnail() {
    let test = "toolkit::publish::without_the_storages_ca_a_publish_has_no_thumbnail";
    with_each_sgtk(test, |python| {
        let (authority, storage) = (Authority::new("Studio"), Authority::new("Storage"));
        let sandbox = as_documented(trusting(&[&authority, &storage]));
        let site = studio(Site::start_with_s3(&authority, &storage), &sandbox);
        let words = PUBLISH.words(python, &site, &sandbox);
        let failed = sandbox.run_without(&words).code(1);
        failed.stderr_contains("Max attemps limit reached");
        assert_eq!(kept(&site), (1, 0));

        sandbox.run_under("python", &words).success();
        assert_eq!(kept(&site), (2, 1));
    });
}

/// Toolkit's own downloads, of thumbnails and bundles, need another variable than the documented
/// one.
#[test]
fn downloads_need_another_variable_than_publishes() {
    let test = "toolkit::publish::downloads_need_another_variable_than_publishes";
    with_each_sgtk(test, |python| {
        let authority = Authority::new("Studio");
        let sandbox = trusting(&[&authority]);
        let site = studio(Site::start(&authority), &sandbox);
        let words = DOWNLOAD.words(python, &site, &sandbox);
        sandbox.run_without(&words).code(1).untrusted();
        assert_eq!(
            sandbox.run_under("python", &words).success().text(),
            "hello\n"
        );

        let sandbox = without_hook(sandbox);
        let with = |reads: &[&str]| seeing(reads, &sandbox, "python", &words);
        assert_eq!(with(DOWNLOAD.reads).success().text(), "hello\n");
        with(&["SSL_CERT_FILE"]).code(1).untrusted();
        let failed = as_documented(sandbox).run_without(&words).code(1);
        failed.stderr_contains("in download_url").untrusted();
    });
}

//! What `register_publish` leaves on the site.

use serde_json::json;

use super::{ENVIRONMENTS, alone, as_documented, assert_says, client, launched, studio, trusting};
use crate::clients::environment;
use crate::site::{Authority, Site};

/// How many published files the site knows, and how many thumbnails have arrived.
fn kept(site: &Site) -> (usize, usize) {
    let records = site.created().into_iter();
    let published = records.filter(|record| record["type"] == "PublishedFile");
    (published.count(), site.uploads().len())
}

#[test]
fn a_publish_brings_its_thumbnail() {
    for name in ENVIRONMENTS {
        let test = "toolkit::publish::a_publish_brings_its_thumbnail";
        let Some(python) = environment(test, name) else {
            continue;
        };
        let authority = Authority::new("Studio");
        for site in [
            Site::start(&authority),
            Site::start_with_s3(&authority, &authority),
        ] {
            let sandbox = trusting(&[&authority]);
            let site = studio(site, &sandbox);
            let args = client("publish_toolkit.py", &site, &sandbox);
            let failed = alone(&sandbox, &python, &args).code(1);
            assert_says(&failed, "CERTIFICATE_VERIFY_FAILED");
            assert_eq!(kept(&site), (0, 0));

            let outcome = launched(&sandbox, &python, &args).quietly();
            let path = "demo/plate.v001.ma";
            let printed = json!({"code": "plate.v001.ma", "path": path, "page": "hello\n"});
            assert_eq!(outcome.json(), printed, "{name}");
            assert_eq!(kept(&site), (1, 1));
            let upload = &site.uploads()[0];
            assert_eq!(upload.file_name, "thumbnail.png");
            assert!(upload.bytes.starts_with(b"\x89PNG"));
        }
    }
}

/// What users report: the site is trusted and its storage is not.
#[test]
fn without_the_storages_authority_a_publish_stays_without_its_thumbnail() {
    for name in ENVIRONMENTS {
        let test = "toolkit::publish::without_the_storages_authority";
        let Some(python) = environment(test, name) else {
            continue;
        };
        let (authority, storage) = (Authority::new("Studio"), Authority::new("Storage"));
        let sandbox = as_documented(trusting(&[&authority, &storage]));
        let site = studio(Site::start_with_s3(&authority, &storage), &sandbox);
        let args = client("publish_toolkit.py", &site, &sandbox);
        let failed = alone(&sandbox, &python, &args).code(1);
        assert_says(&failed, "Max attemps limit reached");
        assert_eq!(kept(&site), (1, 0));

        launched(&sandbox, &python, &args).quietly();
        assert_eq!(kept(&site), (2, 1));
    }
}

/// Toolkit's own downloads, of thumbnails and bundles, do not read the variable that Autodesk documents.
#[test]
fn downloads_need_another_variable_than_publishes() {
    let test = "toolkit::publish::downloads_need_another_variable_than_publishes";
    let Some(python) = environment(test, "3.11-sgtk") else {
        return;
    };
    let authority = Authority::new("Studio");
    let sandbox = as_documented(trusting(&[&authority]));
    let site = studio(Site::start(&authority), &sandbox);
    let args = client("publish_toolkit.py", &site, &sandbox);
    let failed = alone(&sandbox, &python, &args).code(1);
    assert_says(&failed, "CERTIFICATE_VERIFY_FAILED");
    assert_says(&failed, "in download_url");
    assert_eq!(kept(&site), (1, 1));
    launched(&sandbox, &python, &args).quietly();
}

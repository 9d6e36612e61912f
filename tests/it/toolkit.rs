//! Toolkit: what its core publishes, and what it needs for that.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::clients::{environment, script};
use crate::sandbox::{Outcome, Sandbox};
use crate::site::{Authority, Site};

/// The environments that have sgtk. 0.21.7, which is all of it on PyPI, refuses Python 2, and its own import fails since
/// Python 3.12.
const ENVIRONMENTS: [&str; 3] = ["3.7-sgtk", "3.9-sgtk", "3.11-sgtk"];

/// A user whose programs are to trust these authorities.
fn trusting(authorities: &[&Authority]) -> Sandbox {
    let all = Sandbox::new().profile("defaults", "ca: {files: [~/authorities]}\n");
    (authorities.iter().enumerate()).fold(all, |sandbox, (index, authority)| {
        sandbox.pem(&format!("authorities/{index}.pem"), authority)
    })
}

/// A site that has the project and the storage of `tests/clients/toolkit.py`.
fn studio(site: Site, sandbox: &Sandbox) -> Site {
    site.hold(json!({"type": "Project", "name": "Demo", "tank_name": "demo"}));
    let root = sandbox.path("projects");
    site.hold(json!({"type": "LocalStorage", "code": "primary", "linux_path": root}));
    site
}

/// The arguments of a client of Toolkit.
fn client(name: &str, site: &Site, sandbox: &Sandbox) -> [OsString; 3] {
    [
        script(name).into(),
        site.url().into(),
        sandbox.path("").into(),
    ]
}

fn alone(python: &Path, args: &[OsString], env: &[(&str, &Path)]) -> Outcome {
    let mut command = Command::new(python);
    command.args(args).env_clear().env("PATH", "/usr/bin:/bin");
    let output = command.envs(env.iter().copied()).output();
    output.expect("Python starts").into()
}

fn launched(sandbox: &Sandbox, python: &Path, args: &[OsString]) -> Outcome {
    let words = ["-p", "python"].map(OsStr::new).into_iter();
    let words = words.chain([python.as_os_str()]);
    sandbox.run(words.chain(args.iter().map(AsRef::as_ref)))
}

/// How many published files the site knows, and how many thumbnails have arrived.
fn kept(site: &Site) -> (usize, usize) {
    let records = site.created().into_iter();
    let published = records.filter(|record| record["type"] == "PublishedFile");
    (published.count(), site.uploads().len())
}

#[track_caller]
fn assert_says(outcome: &Outcome, why: &str) {
    assert!(outcome.stderr.contains(why), "{}", outcome.stderr);
}

#[test]
fn register_publish_brings_its_thumbnail() {
    for name in ENVIRONMENTS {
        let test = "toolkit::register_publish_brings_its_thumbnail";
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
            let failed = alone(&python, &args, &[]).code(1);
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

/// What users report: the site is trusted, in the way that Autodesk documents, and the storage is not.
#[test]
fn register_publish_without_the_storages_authority_leaves_a_record_without_a_thumbnail() {
    for name in ENVIRONMENTS {
        let test = "toolkit::register_publish_without_the_storages_authority";
        let Some(python) = environment(test, name) else {
            continue;
        };
        let (authority, storage) = (Authority::new("Studio"), Authority::new("Storage"));
        let sandbox = trusting(&[&authority, &storage]);
        let site = studio(Site::start_with_s3(&authority, &storage), &sandbox);
        let args = client("publish_toolkit.py", &site, &sandbox);
        let only_the_site = sandbox.home().join("authorities/0.pem");
        let variable = ("SHOTGUN_API_CACERTS", only_the_site.as_path());
        let failed = alone(&python, &args, &[variable]).code(1);
        assert_says(&failed, "Max attemps limit reached");
        assert_eq!(kept(&site), (1, 0));

        launched(&sandbox, &python, &args).quietly();
        assert_eq!(kept(&site), (2, 1));
    }
}

/// Toolkit's own downloads, of thumbnails and bundles, do not read the variable that Autodesk documents.
#[test]
fn toolkits_downloads_need_another_variable_than_its_publishes() {
    let test = "toolkit::toolkits_downloads_need_another_variable_than_its_publishes";
    let Some(python) = environment(test, "3.11-sgtk") else {
        return;
    };
    let authority = Authority::new("Studio");
    let sandbox = trusting(&[&authority]);
    let site = studio(Site::start(&authority), &sandbox);
    let args = client("publish_toolkit.py", &site, &sandbox);
    let file = sandbox.home().join("authorities/0.pem");
    let failed = alone(&python, &args, &[("SHOTGUN_API_CACERTS", &file)]).code(1);
    assert_says(&failed, "CERTIFICATE_VERIFY_FAILED");
    assert_says(&failed, "in download_url");
    assert_eq!(kept(&site), (1, 1));
    launched(&sandbox, &python, &args).quietly();
}

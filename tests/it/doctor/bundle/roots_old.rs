//! `roots-old`.

use std::fs::File;
use std::time::{Duration, SystemTime};

use crate::doctor::doctor;
use crate::sandbox::Sandbox;

const ID: &str = "roots-old";

#[test]
fn a_list_over_400_days_old_is_named_with_its_age_and_replaced_by_the_command() {
    let sandbox = Sandbox::new();
    sandbox
        .run(["bundle", "export", "--mozilla", "mozilla.pem"])
        .code(0);
    let list = std::fs::read(sandbox.home().join("mozilla.pem")).expect("a list");
    let file = sandbox.machine("mozilla.pem");
    std::fs::create_dir_all(file.parent().expect("a directory")).expect("it is created");
    std::fs::write(&file, list).expect("the file is written");
    let days = |days: u64| {
        let time = SystemTime::now() - Duration::from_hours(24 * days);
        let file = File::options().write(true).open(&file).expect("the file");
        file.set_modified(time).expect("it gets a date");
    };
    days(399);
    let found = doctor(&sandbox, &["python", ID]);
    assert_eq!(found.status(ID), "passed");
    days(402);
    let found = doctor(&sandbox, &["python", ID]);
    assert_eq!((found.status(ID), found.code), ("warning", 0));
    let text = found.text(ID);
    assert!(text.contains("mozilla.pem is 402 days old (20"), "{text}");
    assert!(text.contains("update sglaunch"), "{text}");
    let command = format!("sglaunch bundle export --mozilla {}", file.display());
    assert!(text.ends_with(&command), "{text}");
    let words = [
        "bundle",
        "export",
        "--mozilla",
        file.to_str().expect("UTF-8"),
    ];
    sandbox.run(words).code(0);
    assert_eq!(doctor(&sandbox, &["python", ID]).status(ID), "passed");
}

#[test]
fn a_profile_without_mozillas_list_is_not_judged() {
    let sandbox = Sandbox::new().profile("defaults", "ca: {mozilla: false}\n");
    let found = doctor(&sandbox, &["python", ID]);
    assert_eq!(found.status(ID), "skipped");
    assert!(found.text(ID).contains("`ca.mozilla: false`"));
}

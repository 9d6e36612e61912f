//! `roots-old`.

use crate::certs::clock::Clock;
use crate::certs::date;
use crate::doctor::{Finding, Id, Subject};
use crate::shell::quote;
use crate::stores::mozilla::List;

use super::without_certificates;

/// `roots-old`.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let Some(certificates) = &subject.certificates else {
        return without_certificates(Id::RootsOld);
    };
    let Some(file) = &certificates.inputs.mozilla else {
        let why = "the profile excludes Mozilla's list (`ca.mozilla: false`)";
        return vec![Finding::skipped(Id::RootsOld, why)];
    };
    let list = List::in_use(&subject.dirs.root, file);
    let Some(days) = list.old_age(subject.now) else {
        let detail = format!("{} is from {}", place(&list), date(list.date));
        let passed = Finding::passed(Id::RootsOld, "the copy of Mozilla's list is recent");
        return vec![passed.detail(detail)];
    };
    let sentence = format!(
        "Mozilla's list of root CAs in {} is {days} days old ({})",
        place(&list),
        date(list.date)
    );
    let mut found = Finding::warning(Id::RootsOld, sentence)
        .detail("roots that sites have moved to since are missing, and roots that Mozilla distrusts since are still trusted");
    if let Clock::Late { .. } = Clock::compare(subject.now, Some(list.date)) {
        found = found.detail("many of its roots have expired: it is older than ten years, or the system's clock is wrong");
    }
    let replaced = list.file.unwrap_or_else(|| subject.dirs.mozilla_list());
    let command = format!(
        "sglaunch bundle export --mozilla {}",
        quote(replaced.as_os_str())
    );
    vec![
        found
            .remedy(
                "update sglaunch; or let an administrator put a newer list in place, from the newest \
                 sglaunch on another machine, or certifi's cacert.pem",
            )
            .command(command),
    ]
}

fn place(list: &List) -> String {
    match &list.file {
        Some(file) => file.display().to_string(),
        None => "sglaunch".to_owned(),
    }
}

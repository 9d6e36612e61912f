//! The output of `--version`: the version, and Mozilla's list as it is compiled in.

use crate::certs::clock::old_age;
use crate::certs::date;
use crate::certs::mozilla::{CRATE_VERSION, DATE, digest, roots};

/// Returns the version with a description of Mozilla's list, at `now` (seconds since 1970).
pub fn long_version(now: i64) -> String {
    let age = old_age(DATE, now).map(|days| {
        format!(
            "\nThe list is {days} days old: update sglaunch, or name a newer list in `ca.mozilla`"
        )
    });
    format!(
        "{}\nMozilla's list: {} root CAs, {} (webpki-root-certs {CRATE_VERSION})\n\
         SHA-256 of `bundle export --mozilla`: {}{}",
        env!("CARGO_PKG_VERSION"),
        roots().len(),
        date(DATE),
        digest(),
        age.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_list_is_called_old() {
        let lines = |days: i64| long_version(DATE + days * 24 * 60 * 60).lines().count();
        assert_eq!([lines(-1), lines(400), lines(401)], [3, 3, 4]);
        let text = long_version(DATE + 500 * 24 * 60 * 60);
        assert!(text.contains("\nThe list is 500 days old: "), "{text}");
    }
}

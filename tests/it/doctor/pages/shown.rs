//! How the pages look, at each width, in the light and in the dark, and what a screen reader has.

use serde_json::json;

use super::staged::{self, Staged};
use super::{WIDTHS, look, survey};
use crate::browser::{Tab, axe_or_skip, browser_or_skip};

/// Opens the page of an examination with this cause in the whole browser, and expects no fault.
fn is_in_order(test: &str, stage: fn() -> Staged, cause: Option<&str>) {
    let staged = stage();
    assert_eq!(staged.cause(), cause, "{:#}", staged.document);
    page_is_in_order(&format!("doctor::pages::shown::{test}"), &staged);
}

/// Opens a page in the light and in the dark at each width, and reaches all with the keyboard.
pub fn page_is_in_order(test: &str, staged: &Staged) {
    let (Some(browser), Some(axe)) = (browser_or_skip(test), axe_or_skip(test)) else {
        return;
    };
    let tab = browser.tab();
    tab.open(&staged.page()).is_quiet();
    for scheme in ["light", "dark"] {
        tab.media("screen", scheme);
        for width in WIDTHS {
            look(&tab, width, &format!("{}-{scheme}", staged.name));
            assert_eq!(survey(&tab), [""; 0], "{scheme}, {width}");
        }
        assert_eq!(tab.faults(axe), [""; 0], "{scheme}");
    }
    // In a narrow window the marks are those of the last stop.
    reaches_all_with_the_keyboard(&tab);
}

/// Presses Tab until the focus has been on every control, in their order, each time with an
/// outline.
#[track_caller]
fn reaches_all_with_the_keyboard(tab: &Tab) {
    let stops = tab.evaluate(include_str!("../../../browser/stops.js"));
    let stops = stops.as_u64().expect("a number");
    for stop in 0..stops {
        tab.press("Tab");
        let found = tab.evaluate("stop()");
        assert_eq!(found, json!({"stop": stop, "isMarked": true}));
    }
}

#[test]
fn a_good_site() {
    is_in_order("a_good_site", staged::good, None);
}

#[test]
fn an_unknown_root() {
    is_in_order(
        "an_unknown_root",
        staged::unknown_root,
        Some("site-unknown-root"),
    );
}

#[test]
fn a_missing_intermediate() {
    is_in_order(
        "a_missing_intermediate",
        staged::missing_intermediate,
        Some("site-missing-intermediate"),
    );
}

#[test]
fn an_expired_certificate() {
    is_in_order(
        "an_expired_certificate",
        staged::expired,
        Some("site-expired"),
    );
}

#[test]
fn a_wrong_name() {
    is_in_order("a_wrong_name", staged::wrong_name, Some("site-wrong-name"));
}

#[test]
fn an_intercepted_connection() {
    is_in_order(
        "an_intercepted_connection",
        staged::intercepted,
        Some("site-unknown-root"),
    );
}

#[test]
fn the_policy_permits_no_other_base() {
    let test = "doctor::pages::shown::the_policy_permits_no_other_base";
    let Some(browser) = browser_or_skip(test) else {
        return;
    };
    let tab = browser.tab();
    tab.open(&staged::good().page());
    let base = tab.evaluate(
        "document.head.append(Object.assign(document.createElement('base'), \
         { href: 'http://127.0.0.1:9/' })); document.baseURI",
    );
    let base = base.as_str().expect("a URL");
    assert!(base.starts_with("file:"), "{base}");
}

//! The page of a diagnosis, as a file that the program writes.

use super::staged::{self, Staged};

/// Returns the page of an examination.
fn page(staged: &Staged) -> String {
    std::fs::read_to_string(staged.page()).expect("a page")
}

#[track_caller]
fn in_order(page: &str, parts: &[&str]) {
    let mut rest = page;
    for part in parts {
        let Some((_, behind)) = rest.split_once(part) else {
            panic!("no {part} in:\n{rest}");
        };
        rest = behind;
    }
}

/// Checks what holds of each page.
#[track_caller]
fn is_sound(page: &str) {
    for part in ["<script", "style=", "src=", "href=", "@import", "url("] {
        assert!(!page.contains(part), "{part}");
    }
    for part in ["<h1>", "<main>", "<title>", "lang=\"en\""] {
        assert_eq!(page.matches(part).count(), 1, "{part}");
    }
}

#[test]
fn an_unknown_root_has_its_cure_first_and_the_note_beside_it() {
    let staged = staged::unknown_root();
    let page = page(&staged);
    is_sound(&page);
    in_order(
        &page,
        &[
            "<h1>The connection to localhost:",
            "examined 20",
            "What to do</h2>",
            "A report is not evidence.",
            "<pre>sglaunch doctor studio --site https://localhost:",
            "<pre>sglaunch trust add chain.pem --fingerprint HEX</pre>",
            "Why</h2>",
            "OpenSSL reports:",
            "--explain site-unknown-root",
            "The chain of localhost:",
            "Vendor TLS 3 <small>intermediate",
            "class=\"failed\">the next certificate is rejected",
            "Vendor Root <small>root",
            "A report is not evidence.",
            "Which source trusts what",
            "Versions</h2>",
            "<details>\n<summary><h2>Checked and passed",
            "</details>",
        ],
    );
    assert_eq!(page.matches("A report is not evidence.").count(), 2);
}

#[test]
fn a_missing_intermediate_is_drawn_with_a_broken_line() {
    let page = page(&staged::missing_intermediate());
    is_sound(&page);
    in_order(
        &page,
        &[
            "What to do</h2>",
            "<svg class=\"failed\"",
            "class=\"failed\">the chain breaks here",
            "<svg class=\"icon broken\"",
            "Studio TLS 7 <small>intermediate",
            "nowhere: the server does not send it, and no source has it",
        ],
    );
    assert!(
        !page.contains("not evidence"),
        "the CA is not an unknown root"
    );
}

#[test]
fn a_good_site_passes() {
    let page = page(&staged::good());
    is_sound(&page);
    in_order(
        &page,
        &[
            "<header class=\"passed\">",
            "The chain of localhost:",
            "class=\"passed\">works",
            "class=\"passed\">sends",
            "class=\"passed\">signed by",
            "Studio Root <small>root",
            "class=\"passed\">trusted",
            "class=\"passed\">yes</b>: has",
        ],
    );
    for part in ["What to do", "Why</h2>", "Further", "class=\"failed\""] {
        assert!(!page.contains(part), "{part}");
    }
}

#[test]
fn a_page_without_a_site_names_the_command_that_tests_one() {
    let machine = staged::machine(&crate::tls_server::Authority::new("Studio Root"));
    let page = page(&Staged::with("local", machine, &["studio"]));
    is_sound(&page);
    in_order(
        &page,
        &[
            "No connection was tested</h2>",
            "<pre>sglaunch doctor studio --site URL</pre>",
        ],
    );
    assert!(!page.contains("The chain of"));
}

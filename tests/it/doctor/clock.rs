//! `clock`. The clock of sglaunch itself is moved by `tests/clients/with_clock.py`.

use super::{Findings, doctor};
use crate::clients::{cannot_run, script, system_python};
use crate::sandbox::{Outcome, Sandbox, sglaunch};
use crate::tls_server::{Authority, Identity, ServerSettings, WebServer};

const ID: &str = "clock";

const DAY: i64 = 24 * 60 * 60;

/// Returns a server whose clock is ahead by some days.
fn server(identity: Identity, days: i64) -> WebServer {
    WebServer::start_at(ServerSettings::new(identity), days)
}

/// Returns a machine that trusts this CA.
fn trusting(authority: &Authority) -> Sandbox {
    let sandbox = Sandbox::new().pem("studio.pem", authority);
    let file = sandbox.home().join("studio.pem");
    let yaml = format!("ca:\n  files: ['{}']\n", file.display());
    sandbox.profile("defaults", &yaml)
}

/// Runs doctor with a clock that is ahead by some seconds, or behind. `None` if the system's clock
/// cannot be replaced here.
fn doctor_at(test: &str, sandbox: &Sandbox, seconds: i64, args: &[&str]) -> Option<Findings> {
    let mut command = sandbox.command_of(system_python());
    command
        .arg(script("with_clock.py"))
        .arg(seconds.to_string());
    command.args([sglaunch(), "doctor", "--json"]).args(args);
    let outcome: Outcome = command.output().expect("Python starts").into();
    if outcome.code == Some(77) {
        cannot_run(test, "the clock of a process cannot be replaced");
        return None;
    }
    let document = serde_json::from_slice(&outcome.stdout);
    Some(Findings {
        document: document.unwrap_or_else(|error| panic!("{error}: {outcome:?}")),
        code: outcome.code.expect("an exit code"),
    })
}

#[test]
fn a_clock_that_agrees_with_a_trusted_server_is_right() {
    let authority = Authority::new("Studio CA");
    let server = server(authority.issue(), 0);
    let found = doctor(
        &trusting(&authority),
        &["defaults", ID, "--site", &server.url()],
    );
    assert_eq!((found.status(ID), found.code), ("passed", 0));
    assert!(
        found
            .text(ID)
            .contains("it agrees with the clock of localhost")
    );
    // Without a site, only the certificates tell.
    assert_eq!(
        doctor(&Sandbox::new(), &["defaults", ID]).status(ID),
        "passed"
    );
}

#[test]
fn a_clock_that_differs_from_a_trusted_servers_names_both_times_and_the_direction() {
    let authority = Authority::new("Studio CA");
    for (days, direction) in [(3, "3 days behind"), (-3, "3 days ahead")] {
        // The days before are those of the server.
        let server = server(authority.issue(), days);
        let found = doctor(
            &trusting(&authority),
            &["defaults", ID, "--site", &server.url()],
        );
        assert_eq!((found.status(ID), found.code), ("warning", 0), "{days}");
        let text = found.text(ID);
        let about_a_second = direction.replace("3 days", "2 days");
        assert!(
            text.contains(direction) || text.contains(&about_a_second),
            "{text}"
        );
        assert!(text.contains("compared with localhost"), "{text}");
        assert!(text.contains("the system's clock shows 20"), "{text}");
        assert!(
            text.contains("whose certificate is trusted, says 20"),
            "{text}"
        );
    }
}

#[test]
fn a_clock_that_makes_the_chain_invalid_fails() {
    let test = "doctor::clock::a_clock_that_makes_the_chain_invalid_fails";
    let authority = Authority::builder("Studio CA").expires_in(60).build();
    let server_now = server(authority.issue(), 0);
    let sandbox = trusting(&authority);
    let args = ["defaults", ID, "--site", &server_now.url()];
    let Some(found) = doctor_at(test, &sandbox, 400 * DAY, &args) else {
        return;
    };
    assert_eq!((found.status(ID), found.code), ("failed", 1));
    let text = found.text(ID);
    assert!(
        text.contains("days ahead, compared with localhost"),
        "{text}"
    );
    assert!(
        text.contains("a certificate of its chain has expired"),
        "{text}"
    );
    // Six minutes are a warning, four are nothing.
    for (minutes, status) in [
        (6, "warning"),
        (-6, "warning"),
        (4, "passed"),
        (-4, "passed"),
    ] {
        let found = doctor_at(test, &sandbox, minutes * 60, &args).expect("it works");
        assert_eq!(found.status(ID), status, "{minutes}");
    }
}

#[test]
fn a_clock_that_is_behind_the_beginning_of_a_certificate_fails() {
    let authority = Authority::builder("Studio CA").begins_in(2).build();
    let server = server(authority.issue(), 4);
    let sandbox = trusting(&authority);
    let found = doctor(&sandbox, &["defaults", ID, "--site", &server.url()]);
    assert_eq!((found.status(ID), found.code), ("failed", 1));
    assert!(
        found
            .text(ID)
            .contains("a certificate of its chain is not yet valid")
    );
    // Without the server, the studio's CAs tell, of which none is valid yet.
    let found = doctor(&sandbox, &["defaults", ID]);
    assert_eq!((found.status(ID), found.code), ("warning", 0));
    assert!(
        found
            .text(ID)
            .contains("the studio's CAs are not valid yet")
    );
}

#[test]
fn a_server_that_is_not_trusted_tells_no_time() {
    // As a captive portal, whose clock may show anything.
    let server = server(Authority::new("Portal CA").issue(), 400);
    let found = doctor(&Sandbox::new(), &["defaults", ID, "--site", &server.url()]);
    assert_eq!((found.status(ID), found.code), ("passed", 0));
    let text = found.text(ID);
    assert!(
        text.contains("which does not count, because its certificate is not trusted"),
        "{text}"
    );
}

#[test]
fn one_server_with_a_wrong_clock_does_not_make_the_systems_wrong() {
    let authority = Authority::new("Studio CA");
    let (right, wrong) = (server(authority.issue(), 0), server(authority.issue(), 20));
    let sandbox = trusting(&authority);
    let sites = ["--site", &wrong.url(), "--site", &right.url()];
    let found = doctor(&sandbox, &[&["defaults", ID][..], &sites].concat());
    assert_eq!((found.status(ID), found.code), ("passed", 0));
    let port = wrong.port();
    assert!(
        found
            .text(ID)
            .contains(&format!("the clock of localhost:{port} is wrong"))
    );
}

#[test]
fn a_clock_before_this_sglaunch_fails_and_one_after_its_roots_is_a_warning() {
    let test =
        "doctor::clock::a_clock_before_this_sglaunch_fails_and_one_after_its_roots_is_a_warning";
    let sandbox = Sandbox::new();
    let checks = ["defaults", ID, "bundle-expiring", "roots-old"];
    // The battery of the clock is empty.
    let Some(found) = doctor_at(test, &sandbox, -20 * 365 * DAY, &checks) else {
        return;
    };
    assert_eq!((found.status(ID), found.code), ("failed", 1));
    let text = found.text(ID);
    assert!(
        text.contains("the system's clock is wrong: it shows 20"),
        "{text}"
    );
    assert!(
        text.contains("clients refuse certificates that are not yet valid"),
        "{text}"
    );
    assert_eq!(found.status("bundle-expiring"), "skipped");

    let found = doctor_at(test, &sandbox, 12 * 365 * DAY, &checks).expect("it works");
    assert_eq!((found.status(ID), found.code), ("warning", 0));
    let text = found.text(ID);
    assert!(
        text.contains("the system's clock is far ahead, or sglaunch is very old"),
        "{text}"
    );
    assert_eq!(found.status("roots-old"), "warning");
    assert!(
        found
            .text("roots-old")
            .contains("Mozilla's list of root CAs in sglaunch is 4")
    );

    // In two years, the compiled-in list is old, and the clock is right.
    let found = doctor_at(test, &sandbox, 2 * 365 * DAY, &checks).expect("it works");
    assert_eq!(
        (found.status(ID), found.status("roots-old")),
        ("passed", "warning")
    );
}

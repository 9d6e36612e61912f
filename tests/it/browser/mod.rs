//! A headless Chromium, which all tests of a process share.

mod axe;
mod connection;
mod tab;

use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::json;

use crate::clients::cannot_run;
use crate::system;
pub use axe::axe_or_skip;
use connection::Connection;
pub use tab::Tab;

/// The names of the program.
const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// No service of the vendor is called, and no name is resolved.
const OPTIONS: [&str; 14] = [
    "--headless",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-extensions",
    "--disable-component-update",
    "--disable-background-networking",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--font-render-hinting=none",
];

/// Chromium reads commands from descriptor 3 and writes to 4. It ends when the test program does,
/// which closes the pipes. The shell then removes the directory, to which a process of the browser
/// may still write for a moment.
const START: &str = r#"
trap : INT TERM
dir=$(mktemp -d) || exit
"$@" --user-data-dir="$dir" 3<&0 4>&1 >/dev/null 2>"$dir/log" </dev/null || cat "$dir/log" >&2
rm -rf "$dir" || { sleep 1; rm -rf "$dir"; }
"#;

/// A running browser.
pub struct Browser {
    connection: Connection,
}

impl Browser {
    fn start(program: PathBuf) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", START, "sh"]).arg(program).args(OPTIONS);
        if system::is_root() {
            // The sandbox refuses root.
            command.arg("--no-sandbox");
        }
        // The variables of the desktop do not matter to a test.
        command.env_clear();
        command.envs(
            ["PATH", "HOME", "TMPDIR"].map(|name| (name, env::var_os(name).unwrap_or_default())),
        );
        if env::var_os("TMPDIR").is_none() {
            command.env_remove("TMPDIR");
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let connection = Connection::new(command.spawn().expect("a shell"));
        connection.call(None, "Browser.getVersion", &json!({}));
        Self { connection }
    }
}

/// Returns the browser. Without one the test is reported as skipped; on CI it fails.
pub fn browser_or_skip(test: &str) -> Option<&'static Browser> {
    static BROWSER: OnceLock<Option<Browser>> = OnceLock::new();
    let browser = BROWSER.get_or_init(|| {
        let program = NAMES.iter().find_map(|name| which::which(name).ok());
        program.map(Browser::start)
    });
    if browser.is_none() {
        cannot_run(test, "no chromium");
    }
    browser.as_ref()
}

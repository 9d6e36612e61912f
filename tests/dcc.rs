//! Plays a DCC in the tests: says as JSON how it was started, then does what `DCC_EXIT`, `DCC_SLEEP` and `DCC_KILL` say.

#![expect(
    clippy::expect_used,
    reason = "a test that tells it nonsense has failed"
)]

use std::ffi::OsStr;
use std::io::Write as _;
use std::time::Duration;

use serde_json::{Map, Value, json};

fn main() {
    let args: Vec<Value> = std::env::args_os().map(|arg| value(&arg)).collect();
    let env: Map<String, Value> = std::env::vars_os()
        .map(|(name, text)| (name.to_string_lossy().into_owned(), value(&text)))
        .collect();
    let cwd = std::env::current_dir()
        .map(|folder| value(folder.as_os_str()))
        .unwrap_or_default();
    let started = json!({"args": args, "cwd": cwd, "env": env, "pid": std::process::id()});
    println!("{started}");
    std::io::stdout().flush().expect("stdout can be written");

    let told = |name: &str| {
        std::env::var(name)
            .ok()
            .map(|text| text.parse::<u64>().expect("a number"))
    };
    if let Some(milliseconds) = told("DCC_SLEEP") {
        std::thread::sleep(Duration::from_millis(milliseconds));
    }
    if told("DCC_KILL").is_some() {
        std::process::abort();
    }
    std::process::exit(
        told("DCC_EXIT").map_or(0, |code| i32::try_from(code).expect("an exit code")),
    );
}

/// Text as a string, anything else as a list of bytes, so that nothing is lost.
fn value(text: &OsStr) -> Value {
    match text.to_str() {
        Some(text) => text.into(),
        None => text.as_encoded_bytes().into(),
    }
}

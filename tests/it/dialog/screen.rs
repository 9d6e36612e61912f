//! A virtual screen and keyboard.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::clients::tool_or_skip;
use crate::sandbox::Sandbox;

/// Time limit for a dialog to appear or close on a busy machine.
const LIMIT: Duration = Duration::from_mins(1);

pub struct Screen {
    server: Child,
    /// The value of DISPLAY.
    pub name: String,
}

impl Screen {
    /// Starts a screen, if its programs (Debian: xvfb, xdotool, imagemagick, xclip) and these are
    /// installed.
    pub fn or_skip(test: &str, programs: &[&str]) -> Option<Self> {
        let needed = ["Xvfb", "xdotool", "import", "identify", "xclip"].iter();
        for name in needed.chain(programs) {
            tool_or_skip(test, name)?;
        }
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-s", "0"])
            // Otherwise the server restarts when its last client leaves, and drops the next one.
            .args(["-noreset", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb starts");
        let mut number = String::new();
        let stdout = server.stdout.take().expect("a pipe");
        BufReader::new(stdout)
            .read_line(&mut number)
            .expect("a number");
        let name = format!(":{}", number.trim());
        Some(Self { server, name })
    }

    /// Waits for a window with this text in its title, and returns its ID.
    #[track_caller]
    pub fn window(&self, title: &str) -> String {
        let since = Instant::now();
        while since.elapsed() < LIMIT {
            let found = self.run("xdotool", ["search", "--onlyvisible", "--name", title]);
            let found = String::from_utf8_lossy(&found.stdout).into_owned();
            if let Some(id) = found.lines().last() {
                // The window appears before it is drawn.
                thread::sleep(Duration::from_millis(500));
                return id.to_owned();
            }
            thread::sleep(Duration::from_millis(100));
        }
        panic!("no window called {title} has appeared");
    }

    /// Returns the width and height of a window, if it is still open.
    pub fn size(&self, window: &str) -> Option<(u32, u32)> {
        let output = self.run("xdotool", ["getwindowgeometry", "--shell", window]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let value = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name))?;
            line.parse().ok()
        };
        Some((value("WIDTH=")?, value("HEIGHT=")?))
    }

    /// Presses keys in a window.
    pub fn press(&self, window: &str, keys: &[&str]) {
        self.run("xdotool", ["windowfocus", "--sync", window]);
        for key in keys {
            self.run("xdotool", ["key", key]);
            thread::sleep(Duration::from_millis(200));
        }
    }

    /// Takes a screenshot, once the screen has more than one colour.
    #[track_caller]
    pub fn screenshot(&self, path: &Path) {
        let since = Instant::now();
        while since.elapsed() < LIMIT {
            let taken = self.run(
                "import",
                ["-window".as_ref(), "root".as_ref(), path.as_os_str()],
            );
            assert!(taken.status.success(), "{taken:?}");
            let found = self.run(
                "identify",
                ["-format".as_ref(), "%k".as_ref(), path.as_os_str()],
            );
            let found = String::from_utf8_lossy(&found.stdout).into_owned();
            if found.trim().parse::<u32>().expect("a number") > 10 {
                return;
            }
        }
        panic!("the screen is blank");
    }

    /// Returns the text on the clipboard.
    pub fn clipboard(&self) -> String {
        let text = self.run("xclip", ["-o", "-selection", "clipboard"]);
        String::from_utf8_lossy(&text.stdout).into_owned()
    }

    fn run<S: AsRef<OsStr>>(&self, program: &str, args: impl IntoIterator<Item = S>) -> Output {
        let mut command = Command::new(program);
        command
            .args(args)
            .env("DISPLAY", &self.name)
            .stdin(Stdio::null());
        command.output().expect("it starts")
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.server.kill().ok();
        self.server.wait().ok();
    }
}

/// A call that waits for its dialog.
pub struct Waiting(Child);

impl Waiting {
    pub fn start(sandbox: &Sandbox, args: &[&str]) -> Self {
        let mut command = sandbox.command(args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        Self(command.spawn().expect("sglaunch starts"))
    }

    /// Waits for the end of the call, after its dialog was closed.
    #[track_caller]
    pub fn end(mut self) -> crate::sandbox::Outcome {
        let since = Instant::now();
        while self.0.try_wait().expect("a child process").is_none() {
            if since.elapsed() > LIMIT {
                self.0.kill().ok();
                panic!("the dialog is still open");
            }
            thread::sleep(Duration::from_millis(50));
        }
        // Fails if a process that it leaves behind holds its streams open.
        self.0.wait_with_output().expect("an output").into()
    }
}

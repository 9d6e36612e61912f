//! A program on a terminal of its own. Keys are typed, and what the program prints is read.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{ioctl_tiocsctty, setsid};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

/// Longest wait for the program, on a machine with many tests at once.
const LIMIT: Duration = Duration::from_secs(30);

/// Wide and high enough for the longest line and list.
const SIZE: Winsize = Winsize {
    ws_row: 100,
    ws_col: 200,
    ws_xpixel: 0,
    ws_ypixel: 0,
};

pub struct Terminal {
    keyboard: File,
    printed: Receiver<Vec<u8>>,
    unread: Vec<u8>,
    program: Child,
}

impl Terminal {
    pub fn start(mut command: Command) -> Self {
        let keyboard = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
        grantpt(&keyboard).expect("a terminal for this user");
        unlockpt(&keyboard).expect("a terminal");
        let name = ptsname(&keyboard, Vec::new()).expect("its name");
        let name = name.into_string().expect("UTF-8");
        let screen = OpenOptions::new().read(true).write(true).open(name);
        let screen = screen.expect("the program's side");
        tcsetwinsize(&screen, SIZE).expect("a size");
        let copy = || screen.try_clone().expect("a descriptor");
        command.stdin(copy()).stdout(copy()).stderr(copy());
        own_terminal(&mut command);
        let program = command.spawn().expect("the program starts");
        // The program alone holds the other side: the end of the output is the program's end.
        drop((command, screen));
        let keyboard = File::from(keyboard);
        let printed = read(keyboard.try_clone().expect("a descriptor"));
        Self {
            keyboard,
            printed,
            unread: Vec::new(),
            program,
        }
    }

    pub fn type_keys(&mut self, keys: &str) {
        let typed = self.keyboard.write_all(keys.as_bytes());
        typed.expect("the terminal takes keys");
    }

    /// Waits until the program has printed each of these texts, in any order. Returns what it
    /// printed up to there, without the control sequences. The error is what it printed instead.
    pub fn wait_for(&mut self, texts: &[&str]) -> Result<String, String> {
        let end = Instant::now() + LIMIT;
        loop {
            let printed = String::from_utf8_lossy(&self.unread);
            let plain = without_sequences(&printed);
            if texts.iter().all(|text| plain.contains(text)) {
                let ends = texts
                    .iter()
                    .filter_map(|text| Some(printed.find(text)? + text.len()));
                let rest = printed[ends.max().unwrap_or_default()..].to_owned();
                self.unread = rest.into_bytes();
                return Ok(plain);
            }
            let left = end.saturating_duration_since(Instant::now());
            match self.printed.recv_timeout(left) {
                Ok(more) => self.unread.extend(more),
                Err(why) => return Err(format!("no {texts:?} ({why}):\n{plain}")),
            }
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // A shell may ignore the end of its terminal.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// Makes stdin the controlling terminal of the program, without which a shell has no job control.
#[expect(unsafe_code, reason = "std starts no program in a session of its own")]
fn own_terminal(command: &mut Command) {
    let become_leader = || {
        setsid()?;
        Ok(ioctl_tiocsctty(io::stdin())?)
    };
    // SAFETY: between fork and exec, the closure only makes two system calls.
    unsafe { command.pre_exec(become_leader) };
}

fn read(mut keyboard: File) -> Receiver<Vec<u8>> {
    let (sender, printed) = channel();
    thread::spawn(move || {
        let mut buffer = [0; 8192];
        // Linux reports the end as an error.
        while let Ok(count @ 1..) = keyboard.read(&mut buffer) {
            if sender.send(buffer[..count].to_vec()).is_err() {
                break;
            }
        }
    });
    printed
}

/// Removes the control sequences of a terminal, and other control characters but line feeds.
fn without_sequences(printed: &str) -> String {
    let mut plain = String::new();
    let mut chars = printed.chars();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' => match chars.next() {
                Some('[') => while chars.next().is_some_and(|c| !('@'..='~').contains(&c)) {},
                Some(']') => while chars.next().is_some_and(|c| c != '\u{7}') {},
                Some('(' | ')') => drop(chars.next()),
                _ => {}
            },
            '\n' => plain.push(c),
            c if c.is_control() => {}
            c => plain.push(c),
        }
    }
    plain
}

//! An outdated shim starts the sglaunch that it was copied from, and waits for it.

use std::ffi::OsString;
use std::io;
use std::os::windows::ffi::OsStringExt as _;
use std::os::windows::io::AsRawHandle as _;
use std::os::windows::process::CommandExt as _;
use std::path::Path;
use std::process::Command;
use std::slice;

use windows_sys::Win32::System::Environment::GetCommandLineW;

use super::window::Started;
use super::{console, exit, explain, job, shut_down_last, wait};
use crate::error::{Error, Exit, Location};
use crate::os;
use crate::shell::{arguments, quote};

/// Hands the call over, if this process is a shim and the sglaunch that it was copied from has
/// changed. Returns `None` for a shim that is up to date, or the error.
///
/// If the shim is terminated, that sglaunch is terminated too, and decides what ends with it.
pub fn hand_over(shim: &Path) -> Option<Error> {
    let target = os::successor(shim)?;
    console::ignore_events();
    shut_down_last();
    let started = Command::new(os::spawnable_path(&target))
        .arg(os::CALLED_AS)
        .arg(shim)
        .raw_arg(own_arguments())
        .spawn();
    let ended = started.and_then(|child| {
        job::contain(child.as_raw_handle());
        wait(Started::Std(child))
    });
    job::release();
    match ended {
        Ok(code) => exit(code),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Some(missing(shim, &target)),
        Err(error) => Some(explain(&target, &error).at(Location::file(target))),
    }
}

fn missing(shim: &Path, target: &Path) -> Error {
    let name = quote(os::invoked_name(shim));
    let dir = shim.parent().unwrap_or(shim);
    let is_shared = os::shim_target(shim).is_some_and(|target| target.is_relative());
    let to = is_shared.then(|| format!("--to {} ", quote(dir.as_os_str())));
    let to = to.unwrap_or_default();
    Error::new("the sglaunch that this shim starts does not exist any more")
        .at(Location::file(target))
        .exit(Exit::NotFound)
        .hint(format!(
            "install sglaunch there again, or create the shim again: `sglaunch shim add {to}{name}`"
        ))
}

/// Returns the arguments of this process as its caller wrote them: quoted again, they could have
/// another meaning for a program with its own rules.
fn own_arguments() -> OsString {
    #[expect(unsafe_code, reason = "std only returns the arguments separated")]
    // SAFETY: the command line ends in a zero, and nothing changes it while the process lives.
    let line = unsafe {
        let line = GetCommandLineW();
        let mut length = 0;
        while *line.add(length) != 0 {
            length += 1;
        }
        slice::from_raw_parts(line, length)
    };
    OsString::from_wide(arguments(line))
}

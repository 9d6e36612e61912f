//! Linux, macOS and the other Unixes.

use std::ffi::OsString;
use std::fs::{self, File, Permissions};
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::SystemTime;

use serde_json::{Value, json};

pub use std::os::unix::fs::symlink;

/// The user for tests of permissions, if the tests run as root.
pub const NOBODY: u32 = 65534;

/// The key of this system in a profile's `program`.
pub const NAME: &str = if cfg!(target_os = "macos") {
    "macos"
} else {
    "linux"
};

/// The machine's configuration directory, below the root.
pub const MACHINE: &str = "etc/sglaunch";

/// The home directory in messages.
pub const HOME: &str = "~";

/// The name of curl in commands.
pub const CURL: &str = "curl";

/// The beginning of the command that shows a handshake.
pub const SHOW_HANDSHAKE: &str = "openssl s_client -connect";

/// The default format of `env`.
pub const SHELL: &str = "sh";

/// The variable that names the directory of temporary files.
pub const TEMP: &str = "TMPDIR";

/// The separator in a list like PATH.
pub const LIST_SEPARATOR: &str = ":";

/// The name of Python on PATH.
pub const PYTHON: &str = "python3";

/// The interpreter's path in the directory of a Python.
pub const INTERPRETER: &str = "bin/python";

/// The last candidate of the profile `houdini`.
pub const HOUDINIS: &str = "/opt/hfs{version}/bin/houdini";

/// The path of an installed Houdini, below the root.
pub fn houdini(version: &str) -> PathBuf {
    HOUDINIS
        .trim_start_matches('/')
        .replace("{version}", version)
        .into()
}

/// The path of an installed Maya, below the root.
pub fn maya(version: &str) -> PathBuf {
    format!("usr/autodesk/maya{version}/bin/maya").into()
}

/// The field with this system's path of a local storage of `ShotGrid`.
pub const STORAGE_PATH: &str = if cfg!(target_os = "macos") {
    "mac_path"
} else {
    "linux_path"
};

/// The path of an installed Nuke 15.1, below the root.
pub fn nuke(version: &str) -> PathBuf {
    format!("usr/local/Nuke{version}/Nuke15.1").into()
}

/// The number of roots in the store of a sandbox.
pub const ROOTS: usize = 1;

/// The problems that `bundle list` reports for that store.
pub fn problems() -> Value {
    json!([])
}

/// The environment of a user: home, directory of temporary files, the system's programs.
pub fn variables(home: &Path, temp: &Path) -> Vec<(&'static str, OsString)> {
    vec![
        ("HOME", home.into()),
        ("TMPDIR", temp.into()),
        ("PATH", "/usr/bin:/bin".into()),
    ]
}

/// Installs the programs that the tests call, if the system lacks them.
pub fn install_tools(_: &Path) {}

/// Returns the path and text of a script that runs a command with the script's own arguments.
pub fn calling_script(path: &str, command: &str) -> (String, String) {
    (
        path.to_owned(),
        format!("#!/bin/sh\nexec {command} \"$@\"\n"),
    )
}

/// Converts an absolute path of Unix to one of this system.
pub fn absolute_path(path: &str) -> PathBuf {
    path.into()
}

/// Writes a path for a shell command; the path must not need quotes.
pub fn quoted(path: &Path) -> String {
    path.display().to_string()
}

/// Converts a path to this system's separators.
pub fn native_path(path: PathBuf) -> PathBuf {
    path
}

/// Removes the output that sglaunch has on this system alone.
pub fn without_system_output(text: &str) -> String {
    text.to_owned()
}

/// Returns the file name of a program.
pub fn program(path: &Path) -> PathBuf {
    path.to_owned()
}

/// Creates a string from bytes that need not be UTF-8.
pub fn bytes(bytes: &[u8]) -> OsString {
    OsString::from_vec(bytes.to_vec())
}

/// Returns the signal that ended a process.
pub fn signal(status: ExitStatus) -> Option<i32> {
    status.signal()
}

/// Returns the number of the file system of a file.
pub fn device(path: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(path).expect("it exists").dev()
}

/// Returns whether the tests run with root's privileges.
pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Runs a command as the user that [`give_to_nobody`] gives files to.
pub fn as_nobody(command: &mut Command) {
    command.uid(NOBODY).gid(NOBODY);
}

/// Gives a directory and its content to a user without privileges.
pub fn give_to_nobody(path: &Path) {
    chown(path, NOBODY);
    if path.is_dir() {
        fs::read_dir(path)
            .expect("a directory")
            .for_each(|entry| give_to_nobody(&entry.expect("an entry").path()));
    }
}

/// Changes the owner of a file or directory, which only root may do.
pub fn chown(path: impl AsRef<Path>, user: u32) {
    std::os::unix::fs::chown(path, Some(user), Some(user)).expect("root may change owners");
}

/// Changes the group of a file or directory.
pub fn chgrp(path: impl AsRef<Path>, group: u32) {
    std::os::unix::fs::chown(path, None, Some(group)).expect("root may change groups");
}

/// Sets the mode of a file or directory.
pub fn set_mode(path: impl AsRef<Path>, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("our own file");
}

/// Lets every user enter a directory that was created for this one.
pub fn make_enterable(dir: &Path) {
    set_mode(dir, 0o755);
}

/// Returns whether a file or directory has this mode.
pub fn has_mode(path: impl AsRef<Path>, mode: u32) -> bool {
    let meta = fs::metadata(path).expect("the file exists");
    meta.permissions().mode() & 0o777 == mode
}

/// Returns the identity of a file, which a replacement does not share.
pub fn identity(path: &Path) -> u64 {
    fs::metadata(path).expect("the file exists").ino()
}

/// Returns whether the system adds this variable to every environment.
pub fn is_own(_: &str) -> bool {
    false
}

/// Returns whether two names mean the same variable.
pub fn is_same_variable(a: &str, b: &str) -> bool {
    a == b
}

/// Sets the modification time of a file or directory.
pub fn set_modified(path: &Path, time: SystemTime) {
    let file = File::open(path).expect("the file exists");
    file.set_modified(time).expect("our own file");
}

/// Creates a named pipe without a writer.
pub fn make_pipe(path: &Path) {
    let status = Command::new("mkfifo").arg(path).status();
    assert!(status.expect("mkfifo runs").success());
}

/// Copies a program in another process. A file that this process has open for writing would also be
/// open in a child that another test starts at the same moment, and the kernel refuses to run it.
pub fn install(from: &Path, to: &Path) {
    let status = Command::new("cp").arg(from).arg(to).status();
    assert!(status.expect("cp runs").success(), "{}", to.display());
}

/// Checks commands in hints: only on Windows do they depend on the calling shell.
pub fn check_hints(_: &str) {}

/// Checks the commands of remedies.
pub fn check_commands(_: &[String]) {}

/// Quotes a word with a blank for a command.
pub fn in_quotes(word: &str) -> String {
    format!("'{word}'")
}

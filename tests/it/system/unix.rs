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

/// The user that tests of permissions run as, where the tests themselves run as root.
const NOBODY: u32 = 65534;

/// The key of this system in a profile's `program`.
pub const NAME: &str = if cfg!(target_os = "macos") {
    "macos"
} else {
    "linux"
};

/// Where the settings for all users are, below the root.
pub const MACHINE: &str = "etc/sglaunch";

/// The shell that `env` writes for, if it is not told.
pub const SHELL: &str = "sh";

/// The variable that names the folder of temporary files.
pub const TEMP: &str = "TMPDIR";

/// What stands between the paths of a list such as PATH.
pub const LIST_SEPARATOR: &str = ":";

/// A name that Python is found by.
pub const PYTHON: &str = "python3";

/// Where the program is in the folder of a Python.
pub const INTERPRETER: &str = "bin/python";

/// Where the profile `houdini` looks at last.
pub const HOUDINIS: &str = "/opt/hfs{version}/bin/houdini";

/// Where a Houdini is installed, below the root.
pub fn houdini(version: &str) -> PathBuf {
    HOUDINIS
        .trim_start_matches('/')
        .replace("{version}", version)
        .into()
}

/// Where a Maya is installed, below the root.
pub fn maya(version: &str) -> PathBuf {
    format!("usr/autodesk/maya{version}/bin/maya").into()
}

/// What a storage of `ShotGrid` calls its path on this system.
pub const STORAGE_PATH: &str = if cfg!(target_os = "macos") {
    "mac_path"
} else {
    "linux_path"
};

/// Where a Nuke 15.1 is installed, below the root.
pub fn nuke(version: &str) -> PathBuf {
    format!("usr/local/Nuke{version}/Nuke15.1").into()
}

/// How many roots the store of the sandbox's machine has.
pub const ROOTS: usize = 1;

/// What `bundle list` has to say of that store.
pub fn problems() -> Value {
    json!([])
}

/// The environment of a user with this home: where the home and the temporary files are, and the system's programs.
pub fn variables(home: &Path, temp: &Path) -> Vec<(&'static str, OsString)> {
    vec![
        ("HOME", home.into()),
        ("TMPDIR", temp.into()),
        ("PATH", "/usr/bin:/bin".into()),
    ]
}

/// Puts what the tests call into the sandbox, where the system has not got it.
pub fn furnish(_: &Path) {}

/// A script that runs a command, with what the script is called with: its path and its text.
pub fn call(path: &str, command: &str) -> (String, String) {
    (
        path.to_owned(),
        format!("#!/bin/sh\nexec {command} \"$@\"\n"),
    )
}

/// A path of Unix from the root, as this system has one.
pub fn absolute(path: &str) -> PathBuf {
    path.into()
}

/// A path as a shell takes it, where there are no odd characters in it.
pub fn quoted(path: &Path) -> String {
    path.display().to_string()
}

/// The path as this system writes it.
pub fn native(path: PathBuf) -> PathBuf {
    path
}

/// What sglaunch has said, without what it says on this system alone.
pub fn said(text: &str) -> String {
    text.to_owned()
}

/// The file that a program of this name is in.
pub fn program(path: &Path) -> PathBuf {
    path.to_owned()
}

/// A string of these bytes, which need be no text.
pub fn bytes(bytes: &[u8]) -> OsString {
    OsString::from_vec(bytes.to_vec())
}

/// The signal that has ended a process.
pub fn signal(status: ExitStatus) -> Option<i32> {
    status.signal()
}

/// Whether permissions do not hold back who runs the tests.
pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Has a program run as the user whom [`give_away`] gives to.
pub fn as_nobody(command: &mut Command) {
    command.uid(NOBODY).gid(NOBODY);
}

/// Gives a folder and what is in it to a user whom permissions hold back.
pub fn give_away(path: &Path) {
    chown(path, NOBODY);
    if path.is_dir() {
        fs::read_dir(path)
            .expect("a folder")
            .for_each(|entry| give_away(&entry.expect("an entry").path()));
    }
}

/// Gives a file or a folder to a user. Only root may.
pub fn chown(path: impl AsRef<Path>, user: u32) {
    std::os::unix::fs::chown(path, Some(user), Some(user)).expect("root may give files away");
}

/// Sets who may do what with a file or a folder.
pub fn set_mode(path: impl AsRef<Path>, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("it is ours");
}

/// Lets every user into a folder that was made for this one alone.
pub fn let_all_enter(folder: &Path) {
    set_mode(folder, 0o755);
}

/// Whether this is who may do what with a file or a folder.
pub fn has_mode(path: impl AsRef<Path>, mode: u32) -> bool {
    let meta = fs::metadata(path).expect("it is there");
    meta.permissions().mode() & 0o777 == mode
}

/// Which file this is: another one in its place has another.
pub fn identity(path: &Path) -> u64 {
    fs::metadata(path).expect("it is there").ino()
}

/// Whether the system adds this variable to every program's environment.
pub fn is_own(_: &str) -> bool {
    false
}

/// Whether two names mean the same variable.
pub fn is_same_variable(a: &str, b: &str) -> bool {
    a == b
}

/// Dates a file or a folder.
pub fn set_modified(path: &Path, time: SystemTime) {
    let file = File::open(path).expect("it is there");
    file.set_modified(time).expect("it is ours");
}

/// Makes a named pipe that nobody writes to.
pub fn make_pipe(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status();
    assert!(made.expect("mkfifo runs").success());
}

/// Copies a program. Another process does that: what this one has open for writing, a child that another test starts at
/// the same moment has open too, and the system refuses to run it.
pub fn install(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg(from).arg(to).status();
    assert!(copied.expect("cp runs").success(), "{}", to.display());
}

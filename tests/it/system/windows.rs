//! Windows, and Wine.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::os::windows::ffi::OsStringExt;
use std::os::windows::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::SystemTime;

use serde_json::{Value, json};

/// The key of this system in a profile's `program`.
pub const NAME: &str = "windows";

/// Where the settings for all users are, below the root.
pub const MACHINE: &str = "ProgramData/sglaunch";

/// The shell that `env` writes for, if it is not told.
pub const SHELL: &str = "powershell";

/// The variable that names the folder of temporary files.
pub const TEMP: &str = "TMP";

/// What is asked of a file to date it, and that it may be a folder.
const FILE_WRITE_ATTRIBUTES: u32 = 0x100;
const FILE_FLAG_BACKUP_SEMANTICS: u32 = 0x0200_0000;

/// What stands between the paths of a list such as PATH.
pub const LIST_SEPARATOR: &str = ";";

/// A name that Python is found by.
pub const PYTHON: &str = "python";

/// Where the program is in the folder of a Python.
pub const INTERPRETER: &str = "python.exe";

/// Where the profile `houdini` looks at last.
pub const HOUDINIS: &str =
    "C:/Program Files/Side Effects Software/Houdini {version}/bin/houdini.exe";

/// Where a Houdini is installed, below the root.
pub fn houdini(version: &str) -> PathBuf {
    HOUDINIS
        .trim_start_matches("C:/")
        .replace("{version}", version)
        .into()
}

/// Where a Maya is installed, below the root.
pub fn maya(version: &str) -> PathBuf {
    format!("Program Files/Autodesk/Maya{version}/bin/maya.exe").into()
}

/// What a storage of `ShotGrid` calls its path on this system.
pub const STORAGE_PATH: &str = "windows_path";

/// Where a Nuke 15.1 is installed, below the root.
pub fn nuke(version: &str) -> PathBuf {
    format!("Program Files/Nuke{version}/Nuke15.1.exe").into()
}

/// How many roots the store of the sandbox's machine has: there is but one store, and none below another root.
pub const ROOTS: usize = 0;

/// What sglaunch says below another root whenever it builds a bundle.
const NO_STORE: &str =
    "Windows has but one store, and none below another root (unset SGLAUNCH_ROOT)";

/// What Windows' own programs do not start without, and what Python asks it of the processor.
const NEEDED: [&str; 5] = [
    "SystemDrive",
    "SystemRoot",
    "ComSpec",
    "PATHEXT",
    "PROCESSOR_ARCHITECTURE",
];

/// What `bundle list` has to say of that store.
pub fn problems() -> Value {
    json!([{"source": "native", "message": NO_STORE}])
}

/// The environment of a user with this home: where the home, the settings and the temporary files are, and the system's
/// programs.
pub fn variables(home: &Path, temp: &Path) -> Vec<(&'static str, OsString)> {
    let needed = NEEDED.into_iter();
    let needed = needed.filter_map(|name| Some((name, env::var_os(name)?)));
    let own = [
        ("USERPROFILE", home.to_owned()),
        ("SGLAUNCH_CONFIG_DIR", native(home.join(".config/sglaunch"))),
        ("SGLAUNCH_CACHE_DIR", native(home.join(".cache/sglaunch"))),
        (
            "SGLAUNCH_DATA_DIR",
            native(home.join(".local/share/sglaunch")),
        ),
        (
            "SGLAUNCH_STATE_DIR",
            native(home.join(".local/state/sglaunch")),
        ),
        ("TMP", temp.to_owned()),
        ("TEMP", temp.to_owned()),
    ];
    let own = own.map(|(name, path)| (name, path.into()));
    let names = [("USERNAME", "artist"), ("COMPUTERNAME", "WORKSTATION")];
    let names = names.map(|(name, value)| (name, value.into()));
    let system = env::var_os("SystemRoot").map(PathBuf::from);
    let system = system.expect("every Windows says where it is");
    let tools = home.with_file_name("tools");
    let path = env::join_paths([system.join("system32"), system, tools]);
    let path = path.expect("no semicolon in a path");
    let all = needed.chain(own).chain(names);
    all.chain([("PATH", path)]).collect()
}

/// Puts what the tests call into the sandbox, where the system has not got it.
pub fn furnish(folder: &Path) {
    let tools = folder.join("tools");
    fs::create_dir(&tools).expect("a folder");
    fs::write(tools.join("true.bat"), "@exit /b 0\r\n").expect("ours");
}

/// A script that runs a command, with what the script is called with: its path and its text.
pub fn call(path: &str, command: &str) -> (String, String) {
    (format!("{path}.bat"), format!("@{command} %*\r\n"))
}

/// A path of Unix from the root, as this system has one.
pub fn absolute(path: &str) -> PathBuf {
    native(Path::new("C:").join(path))
}

/// A path as a shell takes it: the backslashes need quotes.
pub fn quoted(path: &Path) -> String {
    format!("'{}'", path.display())
}

/// The path as this system writes it.
#[expect(
    clippy::needless_pass_by_value,
    reason = "elsewhere it is handed back as it is"
)]
pub fn native(path: PathBuf) -> PathBuf {
    path.components().collect()
}

/// What sglaunch has said, without what it says on this system alone, and with the paths below `~` as the others write
/// them; or a program, whose lines end as on the others.
pub fn said(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let lines = text.split_inclusive('\n');
    let is_warning = |line: &str| line.strip_prefix("warning: native: ") == Some(NO_STORE);
    let lines = lines.filter(|line| !is_warning(line.trim_end()));
    let text: String = lines.collect();
    let mut parts = text.split("~\\");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find([' ', '\n', '\r', '\t', '\'', '`', '"']);
        let (path, rest) = part.split_at(end.unwrap_or(part.len()));
        plain.extend(["~/", &path.replace('\\', "/"), rest]);
    }
    plain
}

/// The file that a program of this name is in.
pub fn program(path: &Path) -> PathBuf {
    let is_one = |ending: &str| path.extension().is_some_and(|it| it == ending);
    if is_one("exe") || is_one("bat") {
        return path.to_owned();
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".exe");
    name.into()
}

/// A string of these bytes, which need be no text: in place of each byte that is none, half a surrogate pair.
pub fn bytes(bytes: &[u8]) -> OsString {
    let mut units = Vec::new();
    for chunk in bytes.utf8_chunks() {
        units.extend(chunk.valid().encode_utf16());
        units.extend(chunk.invalid().iter().map(|byte| 0xdc00 + u16::from(*byte)));
    }
    OsString::from_wide(&units)
}

/// The signal that has ended a process: there are none.
pub fn signal(_: ExitStatus) -> Option<i32> {
    None
}

/// Whether permissions do not hold back who runs the tests.
pub fn is_root() -> bool {
    false
}

/// Has a program run as the user whom [`give_away`] gives to.
pub fn as_nobody(_: &mut Command) {
    panic!("there is no such user on Windows");
}

/// Gives a folder and what is in it to a user whom permissions hold back.
pub fn give_away(_: &Path) {
    panic!("there is no such user on Windows");
}

/// Gives a file or a folder to a user.
pub fn chown(_: impl AsRef<Path>, _: u32) {
    panic!("users have no numbers on Windows");
}

/// Sets who may do what with a file or a folder, where it takes that to run it.
pub fn set_mode(_: impl AsRef<Path>, _: u32) {}

/// Lets every user into a folder that was made for this one alone: it is in a folder of the user's, and stays there.
pub fn let_all_enter(_: &Path) {}

/// Whether this is who may do what with a file or a folder: as nothing else is said here, it is.
pub fn has_mode(_: impl AsRef<Path>, _: u32) -> bool {
    true
}

/// Which file this is: another one in its place was made later.
pub fn identity(path: &Path) -> u64 {
    fs::metadata(path).expect("it is there").creation_time()
}

/// Whether the system adds this variable to a program's environment: Wine has some, and cmd.
pub fn is_own(name: &str) -> bool {
    name.starts_with("WINE") || name.starts_with('=') || name == "PROMPT"
}

/// Whether two names mean the same variable.
pub fn is_same_variable(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

/// Dates a file or a folder.
pub fn set_modified(path: &Path, time: SystemTime) {
    let mut options = File::options();
    options
        .access_mode(FILE_WRITE_ATTRIBUTES)
        .custom_flags(FILE_FLAG_BACKUP_SEMANTICS);
    let file = options.open(path).expect("it is there");
    file.set_modified(time).expect("it is ours");
}

/// Makes a named pipe that nobody writes to.
pub fn make_pipe(_: &Path) {
    panic!("pipes are in no folder on Windows");
}

/// Makes a link, which takes the right to do so; and Wine has none.
pub fn symlink(target: impl AsRef<Path>, link: impl AsRef<Path>) -> io::Result<()> {
    if target.as_ref().is_dir() {
        std::os::windows::fs::symlink_dir(target, link)
    } else {
        std::os::windows::fs::symlink_file(target, link)
    }
}

/// Copies a program.
pub fn install(from: &Path, to: &Path) {
    fs::copy(from, to).unwrap_or_else(|error| panic!("{}: {error}", to.display()));
}

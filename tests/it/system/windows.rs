//! Windows and Wine.

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

/// The machine's configuration directory, below the root.
pub const MACHINE: &str = "ProgramData/sglaunch";

/// The home directory in messages.
pub const HOME: &str = "%USERPROFILE%";

/// The name of curl in commands.
pub const CURL: &str = "curl.exe";

/// The beginning of the command that shows a handshake.
pub const SHOW_HANDSHAKE: &str = "curl.exe --head --verbose https://";

/// The default format of `env`.
pub const SHELL: &str = "powershell";

/// The variable that names the directory of temporary files.
pub const TEMP: &str = "TMP";

/// Access rights and flags that setting the time of a file or directory needs.
const FILE_WRITE_ATTRIBUTES: u32 = 0x100;
const FILE_FLAG_BACKUP_SEMANTICS: u32 = 0x0200_0000;

/// The separator in a list like PATH.
pub const LIST_SEPARATOR: &str = ";";

/// The name of Python on PATH.
pub const PYTHON: &str = "python";

/// The interpreter's path in the directory of a Python.
pub const INTERPRETER: &str = "python.exe";

/// The last candidate of the profile `houdini` that is a path.
pub const HOUDINIS: &str =
    "${ProgramW6432:-C:/Program Files}/Side Effects Software/Houdini {version}/bin/houdini.exe";

/// The path of an installed Houdini, below the root.
pub fn houdini(version: &str) -> PathBuf {
    HOUDINIS
        .replace("${ProgramW6432:-C:/Program Files}", "Program Files")
        .replace("{version}", version)
        .into()
}

/// The path of an installed Maya, below the root.
pub fn maya(version: &str) -> PathBuf {
    format!("Program Files/Autodesk/Maya{version}/bin/maya.exe").into()
}

/// The field with this system's path of a local storage of `ShotGrid`.
pub const STORAGE_PATH: &str = "windows_path";

/// The path of an installed Nuke 15.1, below the root.
pub fn nuke(version: &str) -> PathBuf {
    format!("Program Files/Nuke{version}/Nuke15.1.exe").into()
}

/// The number of roots in the store of a sandbox: Windows has one store, and none below another
/// root.
pub const ROOTS: usize = 0;

/// The warning of each build of a bundle below another root.
const NO_STORE: &str =
    "Windows' certificate store cannot be read below another root: unset SGLAUNCH_ROOT";

/// Variables that Windows' own programs need to start, and that Python reads about the processor.
const NEEDED: [&str; 5] = [
    "SystemDrive",
    "SystemRoot",
    "ComSpec",
    "PATHEXT",
    "PROCESSOR_ARCHITECTURE",
];

/// The problems that `bundle list` reports for that store.
pub fn problems() -> Value {
    json!([{"source": "native", "message": NO_STORE}])
}

/// The environment of a user: home, settings, directory of temporary files, the system's programs.
pub fn variables(home: &Path, temp: &Path) -> Vec<(&'static str, OsString)> {
    let needed = NEEDED.into_iter();
    let needed = needed.filter_map(|name| Some((name, env::var_os(name)?)));
    let own = [
        ("USERPROFILE", home.to_owned()),
        (
            "SGLAUNCH_CONFIG_DIR",
            native_path(home.join(".config/sglaunch")),
        ),
        (
            "SGLAUNCH_CACHE_DIR",
            native_path(home.join(".cache/sglaunch")),
        ),
        (
            "SGLAUNCH_DATA_DIR",
            native_path(home.join(".local/share/sglaunch")),
        ),
        (
            "SGLAUNCH_STATE_DIR",
            native_path(home.join(".local/state/sglaunch")),
        ),
        ("TMP", temp.to_owned()),
        ("TEMP", temp.to_owned()),
    ];
    let own = own.map(|(name, path)| (name, path.into()));
    let names = [("USERNAME", "artist"), ("COMPUTERNAME", "WORKSTATION")];
    let names = names.map(|(name, value)| (name, value.into()));
    let system = env::var_os("SystemRoot").map(PathBuf::from);
    let system = system.expect("the directory of Windows");
    let tools = home.with_file_name("tools");
    let path = env::join_paths([system.join("system32"), system, tools]);
    let path = path.expect("no semicolon in a path");
    let all = needed.chain(own).chain(names);
    all.chain([("PATH", path)]).collect()
}

/// Installs the programs that the tests call, if the system lacks them.
pub fn install_tools(dir: &Path) {
    let tools = dir.join("tools");
    fs::create_dir(&tools).expect("a directory");
    fs::write(tools.join("true.bat"), "@exit /b 0\r\n").expect("our own file");
}

/// Returns the path and text of a script that runs a command with the script's own arguments.
pub fn calling_script(path: &str, command: &str) -> (String, String) {
    (format!("{path}.bat"), format!("@{command} %*\r\n"))
}

/// Converts an absolute path of Unix to one of this system.
pub fn absolute_path(path: &str) -> PathBuf {
    native_path(Path::new("C:").join(path))
}

/// Writes a path for a shell command, quoted for its backslashes.
pub fn quoted(path: &Path) -> String {
    format!("'{}'", path.display())
}

/// Converts a path to this system's separators.
#[expect(
    clippy::needless_pass_by_value,
    reason = "other systems return the path itself"
)]
pub fn native_path(path: PathBuf) -> PathBuf {
    path.components().collect()
}

/// Removes the output that sglaunch has on this system alone, and writes paths below `~` and line
/// ends as on the others.
pub fn without_system_output(text: &str) -> String {
    let text = without_escapes(&text.replace("\r\n", "\n"));
    let lines = text.split_inclusive('\n');
    let is_warning = |line: &str| line.strip_prefix("warning: native: ") == Some(NO_STORE);
    let lines = lines.filter(|line| !is_warning(line.trim_end()));
    let text: String = lines.collect();
    let mut parts = text.split("%USERPROFILE%\\");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find([' ', '\n', '\r', '\t', '\'', '`', '"']);
        let (path, rest) = part.split_at(end.unwrap_or(part.len()));
        plain.extend(["~/", &path.replace('\\', "/"), rest]);
    }
    plain
}

/// Undoes what a pipe gets instead of letters and punctuation other than ASCII.
fn without_escapes(text: &str) -> String {
    let escape = regex_lite::Regex::new(r"\\u\{([0-9a-f]+)\}").expect("a pattern");
    let text = escape.replace_all(text, |found: &regex_lite::Captures| {
        let c = u32::from_str_radix(&found[1], 16)
            .ok()
            .and_then(char::from_u32);
        let c = c.filter(|c| c.is_alphanumeric() || "–—→✓✗‘’“”😀".contains(*c));
        c.map_or_else(|| found[0].to_owned(), String::from)
    });
    let dots = regex_lite::Regex::new(r"([^\]>.]|^)\.\.\.").expect("a pattern");
    dots.replace_all(&text, "${1}…").into_owned()
}

/// Checks that cmd runs the commands in hints.
pub fn check_hints(stderr: &str) {
    crate::windows::pasting::check_hints(stderr);
}

/// Checks that cmd runs the commands of remedies.
pub fn check_commands(commands: &[String]) {
    for command in commands {
        crate::windows::pasting::check(command);
    }
}

/// Returns the file name of a program.
pub fn program(path: &Path) -> PathBuf {
    let has = |extension: &str| path.extension().is_some_and(|it| it == extension);
    if has("exe") || has("bat") {
        return path.to_owned();
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".exe");
    name.into()
}

/// Creates a string from bytes that need not be UTF-8: each other byte becomes half a surrogate
/// pair.
pub fn bytes(bytes: &[u8]) -> OsString {
    let mut units = Vec::new();
    for chunk in bytes.utf8_chunks() {
        units.extend(chunk.valid().encode_utf16());
        units.extend(chunk.invalid().iter().map(|byte| 0xdc00 + u16::from(*byte)));
    }
    OsString::from_wide(&units)
}

/// Returns the signal that ended a process: Windows has none.
pub fn signal(_: ExitStatus) -> Option<i32> {
    None
}

/// Returns the number of the file system of a file, which no test here needs.
pub fn device(_: &Path) -> u64 {
    0
}

/// Returns whether the tests run with root's privileges.
pub fn is_root() -> bool {
    false
}

/// Runs a command as the user that [`give_to_nobody`] gives files to.
pub fn as_nobody(_: &mut Command) {
    panic!("no such user on Windows");
}

/// Gives a directory and its content to a user without privileges.
pub fn give_to_nobody(_: &Path) {
    panic!("no such user on Windows");
}

/// Sets the mode of a file or directory, on systems where a program needs one to run.
pub fn set_mode(_: impl AsRef<Path>, _: u32) {}

/// Lets every user enter a directory: does nothing, because tests here run as one user.
pub fn make_enterable(_: &Path) {}

/// Returns whether a file or directory has this mode: Windows has no modes to check.
pub fn has_mode(_: impl AsRef<Path>, _: u32) -> bool {
    true
}

/// Returns the identity of a file: a replacement was created later.
pub fn identity(path: &Path) -> u64 {
    fs::metadata(path).expect("the file exists").creation_time()
}

/// Returns whether the system adds this variable to every environment, as Wine and cmd do.
pub fn is_own(name: &str) -> bool {
    name.starts_with("WINE") || name.starts_with('=') || name == "PROMPT"
}

/// Returns whether two names mean the same variable.
pub fn is_same_variable(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

/// Sets the modification time of a file or directory.
pub fn set_modified(path: &Path, time: SystemTime) {
    let mut options = File::options();
    options
        .access_mode(FILE_WRITE_ATTRIBUTES)
        .custom_flags(FILE_FLAG_BACKUP_SEMANTICS);
    let file = options.open(path).expect("the file exists");
    file.set_modified(time).expect("our own file");
}

/// Creates a named pipe without a writer.
pub fn make_pipe(_: &Path) {
    panic!("no named pipes in directories on Windows");
}

/// Creates a link, which needs a privilege that Wine does not have.
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

/// Quotes a word with a blank for a command.
pub fn in_quotes(word: &str) -> String {
    format!("\"{word}\"")
}

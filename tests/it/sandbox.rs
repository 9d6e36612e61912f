//! A user with an empty home on a machine with nothing installed, and what a call of sglaunch did there.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::site::Authority;

/// The user that tests of permissions run as, where the tests themselves run as root.
const NOBODY: u32 = 65534;

pub struct Sandbox {
    folder: TempDir,
    env: Vec<(OsString, OsString)>,
    binary: PathBuf,
    is_nobody: bool,
}

/// What clients say to a certificate that they do not trust.
const DISTRUST: [&str; 5] = [
    "CERTIFICATE_VERIFY_FAILED",
    "server certificate verification failed",
    "unable to find valid certification path",
    "unable to get local issuer certificate",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
];

/// What became of a call.
#[derive(Debug)]
pub struct Outcome {
    pub code: Option<i32>,
    pub signal: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl Sandbox {
    /// A machine whose own store has one root, so that what the real one has does not matter.
    pub fn new() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("sglaunch-it-")
            .tempdir()
            .expect("a folder for the test");
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755))
            .expect("the folder is ours");
        let sandbox = Self {
            env: Vec::new(),
            binary: env!("CARGO_BIN_EXE_sglaunch").into(),
            is_nobody: false,
            folder,
        };
        fs::create_dir_all(sandbox.home()).expect("a home");
        fs::create_dir_all(sandbox.path("tmp")).expect("a folder for temporary files");
        sandbox.write(
            "root/etc/ssl/certs/ca-certificates.crt",
            system_root().pem(),
        );
        let (home, root, temp) = (sandbox.home(), sandbox.path("root"), sandbox.path("tmp"));
        sandbox
            .env("HOME", home)
            .env("SGLAUNCH_ROOT", root)
            .env("TMPDIR", temp)
            .env("PATH", "/usr/bin:/bin")
    }

    /// A path in the sandbox.
    pub fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn home(&self) -> PathBuf {
        self.path("home")
    }

    pub fn cache(&self) -> PathBuf {
        self.path("home/.cache/sglaunch")
    }

    /// Writes a file of the sandbox, with its folders.
    pub fn write(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a file in a folder")).expect("its folder");
        fs::write(&path, content).expect("the file can be written");
        path
    }

    /// Makes a named pipe that nobody writes to.
    pub fn pipe(&self, path: impl AsRef<Path>) -> PathBuf {
        let path = self.path(path);
        let made = Command::new("mkfifo").arg(&path).status();
        assert!(made.expect("mkfifo runs").success());
        path
    }

    /// Adds a profile of the user.
    pub fn profile(self, name: &str, yaml: &str) -> Self {
        self.write(format!("home/.config/sglaunch/profiles/{name}.yaml"), yaml);
        self
    }

    /// Adds the certificate of an authority to the home folder.
    pub fn pem(self, name: &str, authority: &Authority) -> Self {
        self.write(Path::new("home").join(name), authority.pem());
        self
    }

    /// Sets a variable of the caller.
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.env.retain(|(known, _)| known != name.as_ref());
        self.env
            .push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    /// Installs the program that plays a DCC.
    pub fn dcc(self, path: impl AsRef<Path>) -> Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a file in a folder")).expect("its folder");
        install(&dcc(), &path);
        self
    }

    /// Writes a shell script.
    pub fn script(self, path: impl AsRef<Path>, text: &str) -> Self {
        let path = self.path(path);
        let mut draft = path.clone().into_os_string();
        draft.push(".draft");
        let draft = self.write(PathBuf::from(draft), text);
        fs::set_permissions(&draft, fs::Permissions::from_mode(0o755)).expect("the script is ours");
        install(&draft, &path);
        fs::remove_file(draft).expect("the script is ours");
        self
    }

    /// Gives everything to a user whom permissions hold back, where the tests run as root.
    pub fn unprivileged(mut self) -> Self {
        if rustix::process::geteuid().is_root() {
            self.binary = self.path("sglaunch");
            install(env!("CARGO_BIN_EXE_sglaunch").as_ref(), &self.binary);
            give_away(self.folder.path());
            self.is_nobody = true;
        }
        self
    }

    /// The call that `run` makes, for tests that need more of it.
    pub fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = self.alone(&self.binary);
        command.args(args);
        command
    }

    /// The same user's call of another program.
    pub fn alone(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .current_dir(self.home())
            .stdin(Stdio::null());
        if self.is_nobody {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }

    pub fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Outcome {
        self.command(args).output().expect("sglaunch starts").into()
    }

    /// What a program does that is started under a profile.
    pub fn under<S: AsRef<OsStr>>(&self, profile: &str, words: &[S]) -> Outcome {
        let mut command = self.command(["-p", profile]);
        command
            .args(words)
            .output()
            .expect("sglaunch starts")
            .into()
    }

    /// What a program does without sglaunch, in the same environment.
    pub fn without<S: AsRef<OsStr>>(&self, words: &[S]) -> Outcome {
        let [program, args @ ..] = words else {
            panic!("no program");
        };
        let output = self.alone(program).args(args).output();
        output.expect("the program starts").into()
    }

    /// Whether a program that is started now trusts the certificate. (`bundle list` reads the sources, however fresh the
    /// bundle is.)
    #[track_caller]
    pub fn trusts(&self, der: &[u8]) -> bool {
        let path = self.run(["-q", "bundle", "path"]).code(0).text();
        let bundle = fs::read_to_string(path.trim_end()).expect("a bundle");
        let blocks = pem::parse_many(bundle).expect("good PEM");
        blocks.iter().any(|block| block.contents() == der)
    }

    /// The bundles in the cache.
    pub fn bundles(&self) -> Vec<PathBuf> {
        files_in(&self.cache().join("bundles"))
    }

    /// What is remembered in the cache.
    pub fn records(&self) -> Vec<PathBuf> {
        files_in(&self.cache().join("recipes"))
    }
}

impl Outcome {
    /// Checks that it went well and that sglaunch itself had nothing to say.
    #[track_caller]
    pub fn quietly(self) -> Self {
        assert_eq!(
            (self.code, self.stderr.as_str()),
            (Some(0), ""),
            "{}",
            self.text()
        );
        self
    }

    /// Checks that it ended with this code.
    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}{}", self.text(), self.stderr);
        self
    }

    /// Checks that it said this on stderr.
    #[track_caller]
    pub fn says(self, what: &str) -> Self {
        assert!(self.stderr.contains(what), "{}", self.stderr);
        self
    }

    /// Checks that it was stopped by a certificate that it does not trust.
    #[track_caller]
    pub fn distrusting(self) -> Self {
        let said = format!("{}{}", self.text(), self.stderr);
        assert_ne!(self.code, Some(0), "{said}");
        assert!(DISTRUST.iter().any(|words| said.contains(words)), "{said}");
        self
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}{}", self.text(), self.stderr))
    }

    /// The arguments that the DCC was started with, without its name.
    #[track_caller]
    pub fn dcc_args(&self) -> Vec<Value> {
        self.json()["args"].as_array().expect("a list")[1..].to_vec()
    }

    /// A variable that the DCC was started with.
    #[track_caller]
    pub fn dcc_env(&self, name: &str) -> Option<String> {
        self.json()["env"][name].as_str().map(str::to_owned)
    }
}

impl From<Output> for Outcome {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            signal: output.status.signal(),
            stdout: output.stdout,
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// The only root of the sandbox's system.
pub fn system_root() -> &'static Authority {
    static ROOT: OnceLock<Authority> = OnceLock::new();
    ROOT.get_or_init(|| Authority::new("System Root"))
}

/// The program that plays a DCC, which cargo builds as an example.
pub fn dcc() -> PathBuf {
    Path::new(env!("CARGO_BIN_EXE_sglaunch"))
        .with_file_name("examples")
        .join("dcc")
}

/// How many certificates a PEM file has.
pub fn count(path: impl AsRef<Path>) -> usize {
    fs::read_to_string(path)
        .expect("the bundle can be read")
        .matches("BEGIN CERTIFICATE")
        .count()
}

/// Copies a program. Another process does that: what this one has open for writing, a child that another test starts at
/// the same moment has open too, and the system refuses to run it.
pub fn install(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg(from).arg(to).status();
    assert!(copied.expect("cp runs").success(), "{}", to.display());
}

pub fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    files
}

fn give_away(path: &Path) {
    chown(path, Some(NOBODY), Some(NOBODY)).expect("root may give files away");
    if path.is_dir() {
        fs::read_dir(path)
            .expect("a folder")
            .for_each(|entry| give_away(&entry.expect("an entry").path()));
    }
}

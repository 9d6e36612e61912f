//! A machine with nothing installed, and a user with an empty home, in a temporary directory.

mod outcome;

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::SystemTime;

use tempfile::TempDir;

use crate::system;
use crate::tls_server::Authority;
pub use outcome::Outcome;

/// The line behind warnings that do not say what to do, under the profile `defaults`.
pub const HINT_OF_WARNINGS: &str =
    "hint: run `sglaunch doctor defaults` to see the causes and cures\n";

pub struct Sandbox {
    dir: TempDir,
    env: Vec<(OsString, OsString)>,
    binary: PathBuf,
    is_nobody: bool,
}

impl Sandbox {
    /// Creates a machine whose store has one root, so that the store of the real one does not
    /// matter.
    pub fn new() -> Self {
        let dir = tempfile::Builder::new()
            .prefix("sglaunch-it-")
            .tempdir()
            .expect("a directory for the test");
        system::make_enterable(dir.path());
        system::install_tools(dir.path());
        let mut sandbox = Self {
            env: Vec::new(),
            binary: sglaunch().into(),
            is_nobody: false,
            dir,
        };
        fs::create_dir_all(sandbox.home()).expect("a home");
        fs::create_dir_all(sandbox.path("tmp")).expect("a directory for temporary files");
        sandbox.write(
            "root/etc/ssl/certs/ca-certificates.crt",
            system_root().pem(),
        );
        for (name, value) in system::variables(&sandbox.home(), &sandbox.path("tmp")) {
            sandbox = sandbox.env(name, value);
        }
        if system::is_root() {
            // Root's own cache is not in its home.
            let cache = sandbox.cache();
            sandbox = sandbox.env("SGLAUNCH_CACHE_DIR", cache);
        }
        let root = sandbox.path("root");
        sandbox.env("SGLAUNCH_ROOT", root)
    }

    /// Returns a path in the sandbox.
    pub fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        system::native_path(self.dir.path().join(path))
    }

    /// Returns the path of a program in the sandbox, with the system's extension.
    pub fn program(&self, path: impl AsRef<Path>) -> PathBuf {
        system::program(&self.path(path))
    }

    /// Returns a path in the machine's configuration directory.
    pub fn machine(&self, path: impl AsRef<Path>) -> PathBuf {
        self.path("root")
            .join(system::native_path(Path::new(system::MACHINE).join(path)))
    }

    pub fn home(&self) -> PathBuf {
        self.path("home")
    }

    pub fn cache(&self) -> PathBuf {
        self.path("home/.cache/sglaunch")
    }

    /// Writes a file in the sandbox, and creates its directory.
    pub fn write(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a file in a directory")).expect("its directory");
        fs::write(&path, content).expect("the file can be written");
        path
    }

    /// Creates a named pipe without a writer.
    pub fn pipe(&self, path: impl AsRef<Path>) -> PathBuf {
        let path = self.path(path);
        system::make_pipe(&path);
        path
    }

    /// Adds a profile of the user; its `linux:` entries apply to the system of the tests.
    pub fn profile(self, name: &str, yaml: &str) -> Self {
        self.write_profile(format!("home/.config/sglaunch/profiles/{name}.yaml"), yaml);
        self
    }

    /// Writes a profile; its `linux:` entries apply to the system of the tests.
    pub fn write_profile(&self, path: impl AsRef<Path>, yaml: &str) -> PathBuf {
        self.write(path, yaml.replace("linux:", &format!("{}:", system::NAME)))
    }

    /// Writes the certificate of a CA to the home directory.
    pub fn pem(self, name: &str, authority: &Authority) -> Self {
        self.write(Path::new("home").join(name), authority.pem());
        self
    }

    /// Sets a variable of the caller's environment.
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.env.retain(|(known, _)| known != name.as_ref());
        self.env
            .push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    /// Removes a variable from the caller's environment.
    pub fn without(mut self, name: &str) -> Self {
        self.env.retain(|(known, _)| known != name);
        self
    }

    /// Puts a directory of the sandbox in front of PATH.
    pub fn on_path(self, dir: &str) -> Self {
        let rest = self.var("PATH").unwrap_or_default();
        let dirs = [self.path(dir)].into_iter();
        let path = path_list(dirs.chain(std::env::split_paths(rest)));
        self.env("PATH", path)
    }

    /// Returns a variable of the caller's environment.
    pub fn var(&self, name: &str) -> Option<&str> {
        let (_, value) = self.env.iter().find(|(known, _)| known == name)?;
        value.to_str()
    }

    /// Installs the stand-in for a DCC.
    pub fn dcc(self, path: impl AsRef<Path>) -> Self {
        let path = self.program(path);
        fs::create_dir_all(path.parent().expect("a file in a directory")).expect("its directory");
        system::install(&dcc(), &path);
        self
    }

    /// Writes an executable shell script.
    pub fn script(self, path: impl AsRef<Path>, text: &str) -> Self {
        let path = self.path(path);
        let mut draft = path.clone().into_os_string();
        draft.push(".draft");
        let draft = self.write(PathBuf::from(draft), text);
        system::set_mode(&draft, 0o755);
        system::install(&draft, &path);
        fs::remove_file(draft).expect("the script is ours");
        self
    }

    /// Writes a script that calls sglaunch with `words` and its own arguments.
    pub fn script_calling(self, path: &str, words: &str) -> Self {
        let (path, text) = system::calling_script(path, &format!("\"{}\" {words}", sglaunch()));
        self.script(path, &text)
    }

    /// Makes a user without privileges own the sandbox and run sglaunch, if the tests run as root.
    pub fn unprivileged(mut self) -> Self {
        if system::is_root() {
            self.binary = self.path("sglaunch");
            system::install(sglaunch().as_ref(), &self.binary);
            system::give_to_nobody(self.dir.path());
            self.is_nobody = true;
            return self.without("SGLAUNCH_CACHE_DIR");
        }
        self
    }

    /// Returns the command that `run` runs.
    pub fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = self.command_of(&self.binary);
        command.args(args);
        command
    }

    /// Returns a command that runs another program as the same user.
    pub fn command_of(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .current_dir(self.home())
            .stdin(Stdio::null());
        if self.is_nobody {
            system::as_nobody(&mut command);
        }
        command
    }

    pub fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Outcome {
        self.command(args).output().expect("sglaunch starts").into()
    }

    /// Runs a program under a profile.
    pub fn run_under<S: AsRef<OsStr>>(&self, profile: &str, words: &[S]) -> Outcome {
        let mut command = self.command(["-p", profile]);
        let output = command.args(words).output();
        output.expect("sglaunch starts").into()
    }

    /// Runs a program without sglaunch in the caller's environment.
    pub fn run_without<S: AsRef<OsStr>>(&self, words: &[S]) -> Outcome {
        let [program, args @ ..] = words else {
            panic!("no program");
        };
        let output = self.command_of(program).args(args).output();
        output.expect("the program starts").into()
    }

    /// Whether the bundle of a launch has the certificate. (`bundle list` would not do: it reads
    /// the sources even if the bundle is fresh.)
    #[track_caller]
    pub fn trusts(&self, der: &[u8]) -> bool {
        let path = self.run(["-q", "bundle", "path"]).code(0).text();
        let bundle = fs::read_to_string(path.trim_end()).expect("a bundle");
        let blocks = pem::parse_many(bundle).expect("good PEM");
        blocks.iter().any(|block| block.contents() == der)
    }

    /// Returns the bundles in the cache.
    pub fn bundles(&self) -> Vec<PathBuf> {
        files_in(&self.cache().join("bundles"))
    }

    /// Returns the records in the cache.
    pub fn records(&self) -> Vec<PathBuf> {
        files_in(&self.cache().join("recipes"))
    }
}

/// The only root in the store of a sandbox.
pub fn system_root() -> &'static Authority {
    static ROOT: OnceLock<Authority> = OnceLock::new();
    ROOT.get_or_init(|| Authority::new("System Root"))
}

/// Returns the absolute path of the program under test: the one that cargo has built, or the one in
/// the variable `SGLAUNCH_TEST_BINARY`, such as the program as it is released.
pub fn sglaunch() -> &'static str {
    static PATH: OnceLock<String> = OnceLock::new();
    PATH.get_or_init(|| match std::env::var("SGLAUNCH_TEST_BINARY") {
        Ok(path) => {
            let file = Path::new(&path);
            // By another name it would be a shim.
            assert!(
                file.is_absolute()
                    && file.is_file()
                    && file.file_stem() == Some("sglaunch".as_ref()),
                "SGLAUNCH_TEST_BINARY must be the absolute path of a file `sglaunch`: {path}"
            );
            path
        }
        Err(_) => built_sglaunch(),
    })
}

/// Returns the absolute path of the program that cargo has built.
fn built_sglaunch() -> String {
    let path = std::path::absolute(env!("CARGO_BIN_EXE_sglaunch")).expect("a path");
    path.into_os_string().into_string().expect("UTF-8")
}

/// Returns the path of the stand-in for a DCC, which cargo builds as an example.
pub fn dcc() -> PathBuf {
    let examples = Path::new(&built_sglaunch()).with_file_name("examples");
    let dcc = system::program(&examples.join("dcc"));
    assert!(
        dcc.exists(),
        "run `cargo build --example dcc`: there is no {}",
        dcc.display()
    );
    dcc
}

/// Counts the certificates in a PEM file.
pub fn count(path: impl AsRef<Path>) -> usize {
    fs::read_to_string(path)
        .expect("the bundle can be read")
        .matches("BEGIN CERTIFICATE")
        .count()
}

/// Joins paths to a list like PATH.
pub fn path_list<P: AsRef<OsStr>>(paths: impl IntoIterator<Item = P>) -> OsString {
    std::env::join_paths(paths).expect("no separator in a path")
}

pub fn files_in(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(dir)
        .into_iter()
        .flatten()
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    files
}

/// Returns the files below a directory, links included.
pub fn files_below(dir: &Path) -> Vec<PathBuf> {
    let is_dir = |path: &PathBuf| path.is_dir() && !path.is_symlink();
    let (dirs, mut files): (Vec<_>, Vec<_>) = files_in(dir).into_iter().partition(is_dir);
    files.extend(dirs.iter().flat_map(|dir| files_below(dir)));
    files
}

/// Returns all files below a directory, and when each was written.
pub fn written_below(dir: &Path) -> Vec<(PathBuf, SystemTime)> {
    let written = |path: PathBuf| {
        let metadata = fs::symlink_metadata(&path).and_then(|meta| meta.modified());
        (path, metadata.expect("a time"))
    };
    files_below(dir).into_iter().map(written).collect()
}

//! A user with an empty home on a machine with nothing installed, and what a call of sglaunch did there.

mod outcome;

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::system;
use crate::tls_server::Authority;
pub use outcome::Outcome;

pub struct Sandbox {
    folder: TempDir,
    env: Vec<(OsString, OsString)>,
    binary: PathBuf,
    is_nobody: bool,
}

impl Sandbox {
    /// A machine whose own store has one root, so that what the real one has does not matter.
    pub fn new() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("sglaunch-it-")
            .tempdir()
            .expect("a folder for the test");
        system::let_all_enter(folder.path());
        system::furnish(folder.path());
        let mut sandbox = Self {
            env: Vec::new(),
            binary: sglaunch().into(),
            is_nobody: false,
            folder,
        };
        fs::create_dir_all(sandbox.home()).expect("a home");
        fs::create_dir_all(sandbox.path("tmp")).expect("a folder for temporary files");
        sandbox.write(
            "root/etc/ssl/certs/ca-certificates.crt",
            system_root().pem(),
        );
        for (name, value) in system::variables(&sandbox.home(), &sandbox.path("tmp")) {
            sandbox = sandbox.env(name, value);
        }
        let root = sandbox.path("root");
        sandbox.env("SGLAUNCH_ROOT", root)
    }

    /// A path in the sandbox.
    pub fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        system::native(self.folder.path().join(path))
    }

    /// The file of a program in the sandbox.
    pub fn program(&self, path: impl AsRef<Path>) -> PathBuf {
        system::program(&self.path(path))
    }

    /// A path in the folder of the settings for all users.
    pub fn machine(&self, path: impl AsRef<Path>) -> PathBuf {
        self.path("root")
            .join(system::native(Path::new(system::MACHINE).join(path)))
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
        system::make_pipe(&path);
        path
    }

    /// Adds a profile of the user. What it says for Linux it says for the system of the tests.
    pub fn profile(self, name: &str, yaml: &str) -> Self {
        self.write_profile(format!("home/.config/sglaunch/profiles/{name}.yaml"), yaml);
        self
    }

    /// Writes a profile. What it says for Linux it says for the system of the tests.
    pub fn write_profile(&self, path: impl AsRef<Path>, yaml: &str) -> PathBuf {
        self.write(path, yaml.replace("linux:", &format!("{}:", system::NAME)))
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

    /// Puts a folder of the sandbox in front of PATH.
    pub fn on_path(self, folder: &str) -> Self {
        let rest = self.var("PATH").unwrap_or_default();
        let folders = [self.path(folder)].into_iter();
        let path = path_list(folders.chain(std::env::split_paths(rest)));
        self.env("PATH", path)
    }

    /// A variable of the caller.
    pub fn var(&self, name: &str) -> Option<&str> {
        let (_, value) = self.env.iter().find(|(known, _)| known == name)?;
        value.to_str()
    }

    /// Installs the program that plays a DCC.
    pub fn dcc(self, path: impl AsRef<Path>) -> Self {
        let path = self.program(path);
        fs::create_dir_all(path.parent().expect("a file in a folder")).expect("its folder");
        system::install(&dcc(), &path);
        self
    }

    /// Writes a shell script.
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

    /// Writes a script that calls sglaunch with these words and what it is called with itself.
    pub fn calling(self, path: &str, words: &str) -> Self {
        let (path, text) = system::call(path, &format!("\"{}\" {words}", sglaunch()));
        self.script(path, &text)
    }

    /// Gives everything to a user whom permissions hold back, where the tests run as root.
    pub fn unprivileged(mut self) -> Self {
        if system::is_root() {
            self.binary = self.path("sglaunch");
            system::install(sglaunch().as_ref(), &self.binary);
            system::give_away(self.folder.path());
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
            system::as_nobody(&mut command);
        }
        command
    }

    pub fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Outcome {
        self.command(args).output().expect("sglaunch starts").into()
    }

    /// What a program does that is started under a profile.
    pub fn under<S: AsRef<OsStr>>(&self, profile: &str, words: &[S]) -> Outcome {
        let mut command = self.command(["-p", profile]);
        let output = command.args(words).output();
        output.expect("sglaunch starts").into()
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

/// The only root of the sandbox's system.
pub fn system_root() -> &'static Authority {
    static ROOT: OnceLock<Authority> = OnceLock::new();
    ROOT.get_or_init(|| Authority::new("System Root"))
}

/// The program itself, wherever it is called from.
pub fn sglaunch() -> &'static str {
    static PATH: OnceLock<String> = OnceLock::new();
    PATH.get_or_init(|| {
        let path = std::path::absolute(env!("CARGO_BIN_EXE_sglaunch")).expect("a path");
        path.into_os_string().into_string().expect("UTF-8")
    })
}

/// The program that plays a DCC, which cargo builds as an example.
pub fn dcc() -> PathBuf {
    let examples = Path::new(sglaunch()).with_file_name("examples");
    system::program(&examples.join("dcc"))
}

/// How many certificates a PEM file has.
pub fn count(path: impl AsRef<Path>) -> usize {
    fs::read_to_string(path)
        .expect("the bundle can be read")
        .matches("BEGIN CERTIFICATE")
        .count()
}

/// A list of paths, as PATH is one.
pub fn path_list<P: AsRef<OsStr>>(paths: impl IntoIterator<Item = P>) -> OsString {
    std::env::join_paths(paths).expect("no separator in a path")
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

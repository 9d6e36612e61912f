//! Files of other formats, made by the programs that make them: each is named wherever it is given,
//! and the command in the message makes a file that can be added.

mod formats;
mod text;

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::clients::tool_or_skip;
use crate::sandbox::Sandbox;
use crate::tls_clients::sha1;
use crate::tls_server::Authority;

/// A user with the certificate of a CA (`ca.pem`) and its key (`ca.key`).
struct User {
    sandbox: Sandbox,
    authority: Authority,
}

impl User {
    fn new() -> Self {
        let authority = Authority::new("Studio Proxy");
        let sandbox = Sandbox::new().pem("ca.pem", &authority);
        sandbox.write("home/ca.key", authority.key_pem());
        Self { sandbox, authority }
    }

    /// Creates a user, unless this machine lacks one of the programs.
    fn with(test: &str, programs: &[&str]) -> Option<Self> {
        for program in programs {
            tool_or_skip(&format!("foreign_files::formats::{test}"), program)?;
        }
        Some(Self::new())
    }

    /// Runs a command of a shell in the home directory.
    fn shell(&self, command: &str) {
        let done = Command::new("sh")
            .args(["-c", command])
            .current_dir(self.sandbox.home())
            .output()
            .expect("sh runs");
        let printed = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{command}: {printed}");
    }

    /// Asserts that every way to give the file names its format.
    fn assert_named(&self, file: &str, sentence: &str) {
        let path = self.sandbox.home().join(file);
        let content = fs::read(&path).expect("the file exists");
        let sandbox = Sandbox::new();
        let given = sandbox.write(Path::new("home").join(file), &content);
        let assert_printed = |printed: &str| {
            assert!(printed.contains(sentence), "{file}: {printed}");
            assert_eq!(printed.matches(sentence).count(), 1, "{file}: {printed}");
            let longest = printed.lines().map(|line| line.chars().count()).max();
            assert!(longest < Some(600), "{file}: {printed}");
        };
        let add = sandbox.run(["trust", "add", file]).code(125);
        assert_printed(&add.stderr);

        let verify = ["bundle", "verify", "--file", file];
        let verified = sandbox.run(verify).code(1).stderr;
        if !sentence.starts_with("contains ") && file != "label.pem" {
            assert_printed(&verified);
        }

        // A variable, a file of the profile, and a file in a directory of the profile.
        let inherited = sandbox.env("SSL_CERT_FILE", &given);
        assert_printed(&inherited.run(["bundle", "path"]).code(0).stderr);
        let named = inherited
            .without("SSL_CERT_FILE")
            .profile("defaults", &format!("ca: {{files: [~/{file}]}}\n"));
        assert_printed(&named.run(["bundle", "path"]).code(125).stderr);
        fs::write(&given, self.authority.pem()).expect("it is writable");
        named.run(["bundle", "path"]).code(0);
        fs::write(&given, &content).expect("it is writable");
        assert_printed(&named.run(["bundle", "verify"]).code(1).stderr);

        let dropped = Sandbox::new();
        let in_dir = Path::new("home/.config/sglaunch/ca.d");
        dropped.write(in_dir.join("ca.pem"), &content);
        assert_printed(&dropped.run(["bundle", "path"]).code(0).stderr);
    }

    /// Runs the command that the message has in backticks, and asserts that its result can be
    /// added.
    fn assert_converted(&self, file: &str, replaced: &[(&str, &str)], result: &str) {
        let failed = self.sandbox.run(["trust", "add", file]).code(125);
        let sentence = failed.stderr.lines().next().expect("an error").to_owned();
        let command = sentence
            .split('`')
            .rfind(|part| part.contains(' ') && is_command(part));
        let mut command = command.expect("a command").replace("FILE", file);
        for (from, to) in replaced {
            command = command.replace(from, to);
        }
        let _ = fs::remove_file(self.sandbox.home().join(result));
        self.shell(&command);
        let fingerprint = sha1(&self.authority.der());
        let add = ["trust", "add", result, "--fingerprint", &fingerprint];
        self.sandbox.run(add).code(0);
    }
}

/// Returns whether a part of a sentence is a command that makes a file.
fn is_command(part: &str) -> bool {
    let programs = [
        "openssl", "keytool", "certutil", "gunzip", "bzip2", "xz", "zstd", "unzip", "tar",
    ];
    programs.iter().any(|program| part.starts_with(program)) && !part.ends_with("DIRECTORY")
}

//! Real clients, in processes that are started once.

use std::cell::RefCell;
use std::fs::OpenOptions;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use sglaunch::certs::{Certificate, Client, pem};
use tempfile::NamedTempFile;
use webpki_root_certs::TLS_SERVER_ROOT_CERTS;

/// The clients of this machine.
pub struct Readers {
    readers: Vec<Reader>,
    /// The others, with the reason why they are not here.
    pub missing: Vec<(&'static str, String)>,
}

impl Readers {
    /// Starts the clients by the programs in the directory `scripts`. `python` may have grpcio.
    pub fn start(python: &Path, scripts: &Path) -> Self {
        let script = scripts.join("read_certificates.py");
        let in_python = |client: &str| {
            let mut command = Command::new(python);
            command.arg(&script).arg(client);
            command
        };
        let mut java = Command::new("java");
        java.arg(scripts.join("ReadCertificates.java"));
        let mut started = Self {
            readers: Vec::new(),
            missing: Vec::new(),
        };
        for (name, client, command) in [
            ("OpenSSL", Client::OpenSsl, in_python("openssl")),
            ("GnuTLS", Client::GnuTls, in_python("gnutls")),
            ("gRPC", Client::BoringSsl, in_python("grpc")),
            ("Java", Client::Java, java),
        ] {
            match Reader::start(client, command) {
                Ok(reader) => started.readers.push(reader),
                Err(why) => started.missing.push((name, why)),
            }
        }
        started
    }

    pub fn iter(&self) -> impl Iterator<Item = &Reader> {
        self.readers.iter()
    }
}

/// A running client.
pub struct Reader {
    pub client: Client,
    process: RefCell<Child>,
    /// `None` only when the reader ends.
    input: RefCell<Option<ChildStdin>>,
    output: RefCell<BufReader<ChildStdout>>,
    /// Contains the good certificate. A file, which is removed in the end.
    _good: NamedTempFile,
}

impl Reader {
    fn start(client: Client, mut command: Command) -> Result<Self, String> {
        let mut good = NamedTempFile::new().map_err(|error| error.to_string())?;
        let root = pem::encode(&TLS_SERVER_ROOT_CERTS[0]);
        good.write_all(root.as_bytes())
            .map_err(|error| error.to_string())?;
        let mut process = (command.arg(good.path()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        let input = process.stdin.take().expect("a pipe");
        let output = process.stdout.take().expect("a pipe");
        let reader = Self {
            client,
            process: RefCell::new(process),
            input: RefCell::new(Some(input)),
            output: RefCell::new(BufReader::new(output)),
            _good: good,
        };
        match reader.line()?.as_str() {
            "" => Ok(reader),
            why => Err(why.to_owned()),
        }
    }

    /// Asks the client which certificates it reads.
    pub fn send<'a>(&self, certificates: impl Iterator<Item = &'a Certificate>) {
        let line = certificates.map(base64).collect::<Vec<_>>().join(" ") + "\n";
        let mut input = self.input.borrow_mut();
        let input = input.as_mut().expect("it has not ended");
        input.write_all(line.as_bytes()).expect("the client runs");
    }

    /// Returns for each certificate whether the client reads it.
    pub fn receive(&self, count: usize) -> Vec<bool> {
        let answer = self.line().expect("the client answers");
        assert_eq!(answer.len(), count, "{}: {answer:?}", self.client);
        answer.chars().map(|digit| digit == '1').collect()
    }

    fn line(&self) -> Result<String, String> {
        let mut line = String::new();
        let length = self.output.borrow_mut().read_line(&mut line);
        match length.map_err(|error| error.to_string())? {
            0 => Err("it ended".to_owned()),
            _ => Ok(line.trim_end().to_owned()),
        }
    }

    /// Appends to the file `SGLAUNCH_STRICTER` why certificates are refused that the client reads.
    /// This is no bug, but costs the client a CA.
    pub fn count_stricter(&self, refused: &[&Certificate]) {
        let Some(path) = std::env::var_os("SGLAUNCH_STRICTER") else {
            return;
        };
        let mut file = (OpenOptions::new().create(true).append(true).open(path)).expect("a file");
        self.send(refused.iter().copied());
        for (is_read, certificate) in self.receive(refused.len()).into_iter().zip(refused) {
            let why = certificate.facts.refusals.by(self.client);
            let der = base64(certificate);
            let is_read = if is_read { "stricter" } else { "equal" };
            writeln!(file, "{is_read} {} {why:?} {der}", self.client.id()).expect("a line");
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // The client ends with its input, and removes its files.
        drop(self.input.take());
        self.process.get_mut().wait().ok();
    }
}

fn base64(certificate: &Certificate) -> String {
    let pem = pem::encode(&certificate.der);
    pem.lines().filter(|line| !line.starts_with('-')).collect()
}

//! Random machines, profiles and environments under which some sites work.

use std::fmt;
use std::path::PathBuf;

use fastrand::Rng;
use sglaunch::certs::{hex, sha256};

use crate::clients::{PYTHONS, interpreter_or_skip};
use crate::doctor::with_python;
use crate::sandbox::{Sandbox, system_root};
use crate::system;
use crate::tls_server::{Authority, Key, OpenSslServer, Proxy, ServerSettings, WebServer};

/// The servers that all machines share.
pub struct World {
    root: Authority,
    /// Roots that have nothing to do with the sites.
    others: [Authority; 3],
    urls: Vec<String>,
    proxy: Proxy,
    pythons: Vec<PathBuf>,
    // Only their `Drop` matters.
    _web: Vec<WebServer>,
    _openssl: OpenSslServer,
}

impl World {
    pub fn new(test: &str) -> Self {
        let root = Authority::builder("Studio Root").key(Key::Rsa2048).build();
        let middle = root.subordinate("Studio Intermediate");
        let whole = || middle.issue().followed_by(&[&middle]);
        let names = ["localhost", "127.0.0.1", "studio.test", "*.studio.test"];
        let wildcard = ServerSettings::new(root.server().names(names).issue());
        let p384 = middle.server().key(Key::P384).issue();
        let web = vec![
            WebServer::start(root.issue()),
            WebServer::start_with(wildcard.tls13_only()),
            WebServer::start_with(ServerSettings::new(whole()).tls12_only()),
            WebServer::start(middle.issue().followed_by(&[&root, &middle])),
            WebServer::start(root.server().key(Key::Rsa4096).issue()),
            WebServer::start(p384.followed_by(&[&middle])),
            WebServer::start_with(ServerSettings::new(whole()).asking_clients(&root)),
        ];
        let openssl = OpenSslServer::start(&root.server().key(Key::P521).issue(), &[]);
        let mut urls: Vec<String> = web.iter().map(WebServer::url).collect();
        urls.push(openssl.url());
        urls.push(format!("https://127.0.0.1:{}", web[0].port()));
        urls.push(format!("https://127.0.0.1:{}/page?x=1", web[1].port()));
        let pythons = PYTHONS.iter();
        let pythons = pythons.filter_map(|version| interpreter_or_skip(test, version));
        Self {
            others: ["Another Root", "Old Root", "Root X"].map(Authority::new),
            urls,
            proxy: Proxy::start(),
            pythons: pythons.map(Into::into).collect(),
            _web: web,
            _openssl: openssl,
            root,
        }
    }
}

/// A machine on which the sites work under sglaunch.
pub struct Machine {
    seed: u64,
    pub sandbox: Sandbox,
    pub profile: &'static str,
    pub urls: Vec<String>,
    yaml: String,
    env: Vec<(&'static str, String)>,
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (seed, profile, urls) = (self.seed, self.profile, &self.urls);
        writeln!(f, "seed {seed}, {profile}, {urls:?}, {:?}", self.env)?;
        f.write_str(&self.yaml)
    }
}

impl Machine {
    pub fn new(world: &World, seed: u64) -> Self {
        // Neighbouring seeds begin alike.
        let mut rng = Rng::with_seed(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut sandbox = Sandbox::new();
        let mut env = environment(world, &mut rng);
        let ca = certificates(world, &sandbox, &mut env, &mut rng);
        let python = rng.choice(&world.pythons);
        let is_old = python.is_some_and(|path| path.to_string_lossy().contains("/2.7"));
        let (profile, program);
        (sandbox, profile, program) = with_program(sandbox, python, &mut rng);
        let yaml = format!("{program}ca: {{{ca}}}\n{}", entries(&mut rng));
        let path = format!("home/.config/sglaunch/profiles/{profile}.yaml");
        sandbox.write_profile(path, &yaml);
        sandbox = (env.iter()).fold(sandbox, |sandbox, (name, value)| sandbox.env(name, value));
        let mut urls = rng.choose_multiple(&world.urls, rng.clone().usize(1..4));
        urls.sort();
        // Python 2.7 finds no IP address in a certificate.
        urls.retain(|url| !is_old || url.contains("localhost"));
        Self {
            seed,
            sandbox,
            profile,
            urls: urls.into_iter().cloned().collect(),
            yaml,
            env,
        }
    }
}

/// Trusts the root of the sites by one of the ways that there are, and adds others at random.
fn certificates(
    world: &World,
    sandbox: &Sandbox,
    env: &mut Vec<(&'static str, String)>,
    rng: &mut Rng,
) -> String {
    let write = |path: &str, content: String| {
        let path = sandbox.write(path, content);
        path.to_str().expect("a path in UTF-8").to_owned()
    };
    let root = world.root.pem();
    let other = rng.choice(&world.others).expect("three");
    let mut files = Vec::new();
    let mut is_native = rng.bool();
    match rng.u8(..5) {
        0 => {
            is_native = true;
            let system = system_root().pem() + &root + &other.pem();
            write("root/etc/ssl/certs/ca-certificates.crt", system);
        }
        1 => drop(write("home/.config/sglaunch/ca.d/studio.pem", root)),
        2 => drop(write("root/etc/sglaunch/ca.d/studio.pem", root)),
        3 => env.push(("SSL_CERT_FILE", write("home/inherited.pem", root))),
        _ => files.push(write("home/studio.pem", other.pem() + &root)),
    }
    if rng.bool() {
        let name = ["REQUESTS_CA_BUNDLE", "AWS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"];
        let name = rng.choice(name).expect("three");
        env.push((name, write("home/other file.pem", other.pem())));
    }
    if rng.bool() {
        files.push(write("home/caf\u{e9}.pem", world.others[2].pem()));
    }
    let mut ca = vec![format!("files: {files:?}"), format!("native: {is_native}")];
    ca.push(format!("mozilla: {}", rng.u8(..8) == 0));
    if rng.bool() {
        let digest = hex(&sha256(&world.others[1].der()));
        ca.push(format!("deny: ['{digest}']"));
    }
    if rng.bool() {
        ca.push(format!("certifi: {}", rng.bool()));
    }
    if rng.u8(..4) == 0 {
        ca.push("variables: {PIP_CERT: false, STUDIO_CA: true}".to_owned());
    }
    ca.join(", ")
}

/// Returns variables of the caller that do no harm.
fn environment(world: &World, rng: &mut Rng) -> Vec<(&'static str, String)> {
    let all = [
        ("LANG", "de_DE.UTF-8".to_owned()),
        ("LC_ALL", "C".to_owned()),
        ("NO_COLOR", "1".to_owned()),
        ("TZ", "Asia/Tokyo".to_owned()),
        ("PYTHONDONTWRITEBYTECODE", "1".to_owned()),
        ("PYTHONUTF8", "1".to_owned()),
        ("PYTHONNOUSERSITE", "1".to_owned()),
        ("HTTPS_PROXY", world.proxy.url()),
        ("https_proxy", world.proxy.url_as("")),
        ("NO_PROXY", "localhost,127.0.0.1,.studio.test".to_owned()),
        ("http_proxy", "http://proxy.invalid:3128".to_owned()),
        ("SSL_CERT_DIR", "/etc/ssl/certs".to_owned()),
    ];
    let count = rng.usize(..5);
    rng.choose_multiple(all, count)
}

/// Installs a program, and returns its profile and the lines of the profile that name it.
fn with_program(
    sandbox: Sandbox,
    python: Option<&PathBuf>,
    rng: &mut Rng,
) -> (Sandbox, &'static str, String) {
    let Some(python) = python else {
        return (sandbox, "defaults", String::new());
    };
    let script = format!("#!/bin/sh\nexec '{}' \"$@\"\n", python.display());
    let none = String::new();
    match rng.u8(..6) {
        0 => (sandbox, "defaults", none),
        1 => (with_python(sandbox, python), "defaults", none),
        2 => (with_python(sandbox, python), "python", none),
        3 => {
            let hfs = "root/opt/hfs20.5.1";
            let sandbox = sandbox
                .dcc(format!("root/{}", system::houdini("20.5.1").display()))
                .script(format!("{hfs}/python/bin/python3.11"), &script);
            (sandbox, "houdini", none)
        }
        4 => {
            let maya = system::maya("2026");
            let sandbox = sandbox
                .script(format!("root/{}py", maya.display()), &script)
                .dcc(format!("root/{}", maya.display()));
            (sandbox, "maya", none)
        }
        _ => {
            let program = "program: {linux: [/opt/tool/bin/python]}\n".to_owned();
            let sandbox = sandbox.script("root/opt/tool/bin/python", &script);
            (sandbox, "tool", program)
        }
    }
}

/// Returns variables that the profile sets.
fn entries(rng: &mut Rng) -> String {
    let all = [
        "SHOW: rising",
        "PATH: '${PATH}:/nowhere'",
        "STUDIO: '${HOME}/studio'",
        "AYON_SERVER_URL: 'https://ayon.studio.test'",
        "PYTHONPATH: '${HOME}/python'",
        "EMPTY: ''",
    ];
    let chosen = rng.choose_multiple(all, 3);
    format!("env: {{{}}}\n", chosen.join(", "))
}

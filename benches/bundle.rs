//! How long the parts of a launch take. `scripts/ratio` measures whole launches.

#![expect(
    clippy::expect_used,
    reason = "a benchmark that cannot be set up has failed"
)]

use std::path::{Path, PathBuf};

use divan::Bencher;
use divan::counter::ItemsCount;
use rcgen::{CertificateParams, KeyPair};
use sglaunch::bundle::Bundles;
use sglaunch::certs::blocklist::Blocklist;
use sglaunch::certs::merge::merge;
use sglaunch::certs::policy::Policy;
use sglaunch::certs::read::{Certificate, read};
use sglaunch::certs::{Fingerprint, Source};
use sglaunch::profile::{Layers, Profile};
use sglaunch::stores::inputs::{BundleInputs, NamedFile};
use tempfile::TempDir;

const COUNTS: [usize; 3] = [100, 1_000, 10_000];

fn main() {
    divan::main();
}

/// `count` certificates that differ, as one PEM text. They share a key, which is what takes time to make.
fn certificates(count: usize) -> String {
    let key = KeyPair::generate().expect("a key");
    let one = |number: u64| {
        let mut params = CertificateParams::new(Vec::new()).expect("parameters");
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        params.serial_number = Some(number.into());
        params.self_signed(&key).expect("a certificate").pem()
    };
    (0..count as u64).map(one).collect()
}

/// A PEM file to a list of certificates.
#[divan::bench(args = COUNTS)]
fn parse(bencher: Bencher, count: usize) {
    let text = certificates(count);
    bencher
        .counter(ItemsCount::new(count))
        .bench(|| read(divan::black_box(text.as_bytes())));
}

/// Two lists that are half the same to one, with the rules.
#[divan::bench(args = COUNTS)]
fn merging(bencher: Bencher, count: usize) {
    let all = read(certificates(count).as_bytes()).certificates;
    let half = all.len() / 2;
    let both = || {
        let native = all
            .iter()
            .cloned()
            .map(|certificate| (Source::Native, certificate));
        let mozilla = all[half..]
            .iter()
            .cloned()
            .map(|certificate| (Source::Mozilla, certificate));
        native
            .chain(mozilla)
            .collect::<Vec<(Source, Certificate)>>()
    };
    let deny = [Fingerprint::parse(&"0".repeat(64)).expect("a fingerprint")].into();
    let (allow, distrust) = ([].into(), Blocklist::default());
    let rules = Policy {
        deny: &deny,
        allow: &allow,
        distrust: &distrust,
        keep_expired: false,
        now: 1_800_000_000,
    };
    bencher
        .counter(ItemsCount::new(count))
        .with_inputs(both)
        .bench_values(|both| merge(both, &rules, Vec::new));
}

/// The profile of a DCC out of its two built-in files.
#[divan::bench]
fn profile(bencher: Bencher) {
    let layers = Layers::default();
    bencher.bench(|| Profile::load("houdini", &layers));
}

struct Machine {
    folder: TempDir,
    caches: Vec<PathBuf>,
}

impl Machine {
    fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let caches = vec![folder.path().join("cache")];
        Self { folder, caches }
    }

    fn bundles(&self, refresh: bool) -> Bundles<'_> {
        Bundles {
            folders: &self.caches,
            host: "bench".to_owned(),
            root: Path::new("/"),
            refresh,
        }
    }
}

fn recipe(files: Vec<NamedFile>) -> BundleInputs {
    BundleInputs {
        profile: "bench".to_owned(),
        native: true,
        mozilla: true,
        inherited: Vec::new(),
        files,
        trust: Vec::new(),
        deny: [].into(),
        allow: [].into(),
        keep_expired: false,
        hides_folder: false,
    }
}

/// A bundle that is fresh.
#[divan::bench]
fn warm(bencher: Bencher) {
    let machine = Machine::new();
    let recipe = recipe(Vec::new());
    machine.bundles(false).build(&recipe).expect("a bundle");
    // What was written just now is not believed yet.
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    machine.bundles(false).build(&recipe).expect("a bundle");
    bencher.bench(|| {
        machine
            .bundles(false)
            .fresh(&recipe)
            .expect("a safe cache")
            .expect("a fresh bundle")
    });
}

/// A bundle of this system's certificates, Mozilla's, and so many others.
#[divan::bench(args = [0, 1_000, 10_000])]
fn cold(bencher: Bencher, others: usize) {
    let machine = Machine::new();
    let path = machine.folder.path().join("others.pem");
    std::fs::write(&path, certificates(others)).expect("a file");
    let files = if others == 0 {
        Vec::new()
    } else {
        vec![NamedFile {
            path,
            optional: false,
        }]
    };
    let recipe = recipe(files);
    bencher.bench(|| machine.bundles(true).build(&recipe).expect("a bundle"));
}

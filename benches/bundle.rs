//! Benchmarks of the parts of a launch. `benches/run` measures whole launches.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a benchmark writes its own files, and has failed if it cannot be set up"
)]

use std::path::Path;

use divan::Bencher;
use divan::counter::ItemsCount;
use rcgen::{CertificateParams, KeyPair};
use sglaunch::bundle::BundleRequest;
use sglaunch::certs::blocklist::Blocklist;
use sglaunch::certs::content::Content;
use sglaunch::certs::merge::merge;
use sglaunch::certs::policy::Policy;
use sglaunch::certs::{Certificate, Fingerprint, Source};
use sglaunch::dirs::CacheDirs;
use sglaunch::profile::{Layers, Profile};
use sglaunch::stores::inputs::{BundleInputs, NamedFile};
use tempfile::TempDir;

const COUNTS: [usize; 3] = [100, 1_000, 10_000];

fn main() {
    divan::main();
}

/// Returns `count` different certificates as PEM. They share a key, because generating keys is
/// slow.
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

/// Parses a PEM file.
#[divan::bench(args = COUNTS)]
fn parse(bencher: Bencher, count: usize) {
    let text = certificates(count);
    bencher
        .counter(ItemsCount::new(count))
        .bench(|| Content::parse(divan::black_box(text.as_bytes())));
}

/// Merges two lists, one of which is half of the other, under a policy.
#[divan::bench(args = COUNTS)]
fn merging(bencher: Bencher, count: usize) {
    let all = Content::parse(certificates(count).as_bytes()).certificates;
    let half = all.len() / 2;
    let both = || {
        let native = all
            .iter()
            .cloned()
            .map(|certificate| (Source::NATIVE, certificate));
        let mozilla = all[half..]
            .iter()
            .cloned()
            .map(|certificate| (Source::Mozilla, certificate));
        native
            .chain(mozilla)
            .collect::<Vec<(Source, Certificate)>>()
    };
    let deny = [Fingerprint::parse(&"0".repeat(64)).expect("a fingerprint")].into();
    let (allow, blocklist) = ([].into(), Blocklist::default());
    let policy = Policy {
        deny: &deny,
        allow: &allow,
        blocklist: &blocklist,
        keep_expired: false,
        now: 1_800_000_000,
    };
    bencher
        .counter(ItemsCount::new(count))
        .with_inputs(both)
        .bench_values(|both| merge(both, &policy));
}

/// Loads the profile of a DCC from its two built-in files.
#[divan::bench]
fn profile(bencher: Bencher) {
    let layers = Layers::default();
    bencher.bench(|| Profile::load("houdini", &layers));
}

struct Machine {
    dir: TempDir,
    caches: CacheDirs,
}

impl Machine {
    fn new() -> Self {
        let dir = TempDir::new().expect("a directory");
        let caches = dir.path().join("cache").into();
        Self { dir, caches }
    }

    fn request<'a>(&'a self, inputs: &'a BundleInputs) -> BundleRequest<'a> {
        BundleRequest::new(inputs, &self.caches, Path::new("/"), "bench".to_owned())
    }
}

fn inputs(files: Vec<NamedFile>) -> BundleInputs {
    BundleInputs {
        profile: "bench".to_owned(),
        native: true,
        mozilla: Some(NamedFile {
            path: "/mozilla.pem".into(),
            optional: true,
        }),
        inherited: Vec::new(),
        settings: None,
        files,
        trust: Vec::new(),
        deny: [].into(),
        allow: [].into(),
        keep_expired: false,
        java: false,
        home: None,
        hides_dir: false,
    }
}

/// Looks up a fresh bundle.
#[divan::bench]
fn warm(bencher: Bencher) {
    let machine = Machine::new();
    let inputs = inputs(Vec::new());
    machine.request(&inputs).build().expect("a bundle");
    // A file changed less than two seconds ago is too young for a stamp.
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    machine.request(&inputs).build().expect("a bundle");
    bencher.bench(|| machine.request(&inputs).fresh().expect("a fresh bundle"));
}

/// Builds a bundle of the system's certificates, Mozilla's, and `others` more.
#[divan::bench(args = [0, 1_000, 10_000])]
fn cold(bencher: Bencher, others: usize) {
    let machine = Machine::new();
    let path = machine.dir.path().join("others.pem");
    std::fs::write(&path, certificates(others)).expect("a file");
    let files = if others == 0 {
        Vec::new()
    } else {
        vec![NamedFile {
            path,
            optional: false,
        }]
    };
    let inputs = inputs(files);
    let mut request = machine.request(&inputs);
    request.refresh = true;
    bencher.bench(|| request.build().expect("a bundle"));
}

//! What is worked out once and not at every launch: the digest of the compiled-in roots, by which a bundle made of
//! others is seen to be stale, and the built-in profiles as JSON, which is read ten times as fast as YAML.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use sha2::{Digest, Sha256};

fn main() -> Result<(), Box<dyn Error>> {
    let mut digest = Sha256::new();
    for root in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
        digest.update(root);
    }
    let hex: Vec<String> = digest
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    println!("cargo::rustc-env=SGLAUNCH_ROOTS={}", hex.concat());

    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    for entry in fs::read_dir("profiles")? {
        let path = entry?.path();
        let profile: serde_json::Value = serde_yaml::from_str(&fs::read_to_string(&path)?)?;
        let name = path.with_extension("json");
        let name = name.file_name().ok_or("a file has a name")?;
        fs::write(Path::new(&out).join(name), serde_json::to_vec(&profile)?)?;
    }
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=profiles");
    Ok(())
}

//! What is worked out once and not at every launch: the digest of the compiled-in roots, by which a bundle made of
//! others is seen to be stale, that of the certifi hook, which names its folder, and the built-in profiles as JSON, which
//! is read ten times as fast as YAML.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use sha2::{Digest, Sha256};

fn main() -> Result<(), Box<dyn Error>> {
    let mut digest = Sha256::new();
    for root in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
        digest.update(root);
    }
    let roots = hex(&digest.finalize());
    println!("cargo::rustc-env=SGLAUNCH_ROOTS={roots}");

    let mut digest = Sha256::new();
    for file in ["sglaunch_certifi.py", "sitecustomize.py"] {
        digest.update(fs::read(Path::new("src/launch/hook").join(file))?);
    }
    let hex = hex(&digest.finalize());
    println!("cargo::rustc-env=SGLAUNCH_HOOK={}", &hex[..16]);

    if env::var("CARGO_CFG_WINDOWS").is_ok() {
        // By what it says, Windows draws dialogs as they are today, and takes paths of more than 260 characters.
        embed_manifest::embed_manifest(embed_manifest::new_manifest("sglaunch"))?;
    }

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
    println!("cargo::rerun-if-changed=src/launch/hook");
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}

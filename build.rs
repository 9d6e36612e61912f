//! Computes at build time what every launch would otherwise compute.

#![expect(
    clippy::disallowed_methods,
    reason = "cargo passes variables, and reads the files that a build script writes"
)]

#[path = "build/profiles.rs"]
mod profiles;
#[path = "build/resources.rs"]
mod resources;
#[path = "build/windows.rs"]
mod windows;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use sha2::{Digest, Sha256};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    println!("cargo::rustc-env=SGLAUNCH_ROOTS={}", digest_of_roots());
    println!(
        "cargo::rustc-env=SGLAUNCH_HOOK={}",
        &digest_of_hook()?[..16]
    );
    if env::var("CARGO_CFG_WINDOWS").is_ok() {
        windows::embed_resources()?;
        windows::import_from_system()?;
    }
    if env::var("PROFILE")? == "release" && env::var("CARGO_CFG_TARGET_OS")? == "linux" {
        // A target without features has no such variable.
        let features = env::var("CARGO_CFG_TARGET_FEATURE").unwrap_or_default();
        let is_static = features.split(',').any(|feature| feature == "crt-static");
        match &*env::var("CARGO_CFG_TARGET_ENV")? {
            "musl" => discard_unwind_tables()?,
            "gnu" if !is_static => start_faster(),
            _ => {}
        }
    }
    profiles::write_table()?;
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=profiles");
    println!("cargo::rerun-if-changed=src/launch/hook");
    Ok(())
}

/// Tells the linker to discard the tables for unwinding: 440 kB, and a release aborts on a panic.
///
/// No option of rustc does this. The standard library has these tables, and its debug information
/// makes LLVM write tables for all code that is optimized together with it. The code of crtbegin.o
/// refers to its own table.
fn discard_unwind_tables() -> Result<()> {
    const SCRIPT: &str = "SECTIONS { /DISCARD/ : {
        *(EXCLUDE_FILE(*crtbegin*.o *crtend*.o) .eh_frame)
        *(.gcc_except_table .gcc_except_table.*)
    } } INSERT BEFORE .init;";
    let path = out_dir()?.join("discard-unwind-tables.ld");
    fs::write(&path, SCRIPT)?;
    println!(
        "cargo::rustc-link-arg-bin=sglaunch=-Wl,-T,{}",
        path.display()
    );
    Ok(())
}

/// Links a dynamic program at a fixed address and without `libgcc_s`: a tenth of a launch. `cargo
/// install sglaunch` builds it, because cargo reads .cargo/config.toml only in a checkout.
///
/// `libgcc_s` queries the processor when it is loaded, and in a virtual machine each query takes
/// microseconds. gcc comes with the static `libgcc_eh`; another linker may lack it.
fn start_faster() {
    println!("cargo::rustc-link-arg-bin=sglaunch=-no-pie");
    let linker = env::var_os("RUSTC_LINKER").unwrap_or_else(|| "cc".into());
    let found = Command::new(linker)
        .arg("-print-file-name=libgcc_eh.a")
        .output();
    // Without the file, the name is printed as it was given.
    if found.is_ok_and(|found| found.stdout.starts_with(b"/")) {
        println!("cargo::rustc-link-lib=static:-bundle=gcc_eh");
    }
}

/// Returns the digest of the compiled-in roots. A bundle built from other roots is stale.
fn digest_of_roots() -> String {
    let mut digest = Sha256::new();
    for root in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
        digest.update(root);
    }
    hex(&digest.finalize())
}

/// Returns the digest of the certifi hook's files, which names their directory in the cache.
fn digest_of_hook() -> Result<String> {
    let mut digest = Sha256::new();
    for file in ["sglaunch_certifi.py", "sitecustomize.py"] {
        digest.update(fs::read(Path::new("src/launch/hook").join(file))?);
    }
    Ok(hex(&digest.finalize()))
}

fn out_dir() -> Result<PathBuf> {
    Ok(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?.into())
}

fn hex(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}

//! The commands and their options, as their help screens say them.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use super::Target;
use crate::certs::Fingerprint;
use crate::profile::BASE;
use crate::shell::Format;

/// Everything that is not a launch.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the profiles, and which program and version each would start
    List {
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
    /// Show a profile as resolved, and which layer each value came from
    Show {
        /// The profile
        #[arg(value_name = "PROFILE[@VERSION]")]
        profile: Target,
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
    /// Validate profiles: these files, or all there are
    Check {
        /// Profiles, wherever they are
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        files: Vec<PathBuf>,
    },
    /// Print the changes to the environment, ready for eval or another launcher
    Env {
        /// The profile
        #[arg(value_name = "PROFILE[@VERSION]", default_value = BASE)]
        profile: Target,
        /// How to write them
        #[arg(long, value_enum, default_value = if cfg!(windows) { "powershell" } else { "sh" })]
        format: Format,
    },
    /// Work with the file of certificates that programs are pointed to
    Bundle {
        #[command(subcommand)]
        command: BundleCommand,
    },
    /// Trust the certificate of a studio or a proxy, in every profile
    Trust {
        #[command(subcommand)]
        command: TrustCommand,
    },
    /// Put programs into the menu or onto the desktop, to be started by sglaunch
    Shortcut {
        #[command(subcommand)]
        command: ShortcutCommand,
    },
    /// Make plain `houdini` or `tank` start their profiles, wherever they are called
    Shim {
        #[command(subcommand)]
        command: ShimCommand,
    },
    /// Print the JSON Schema of a profile, for editors
    Schema,
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// What can be done with a bundle.
#[derive(Debug, Subcommand)]
pub enum BundleCommand {
    /// Make the bundle fresh and print its path
    Path {
        /// The profile
        #[arg(default_value = BASE)]
        profile: Target,
    },
    /// List every certificate, where it came from, and whether it is in the bundle
    List {
        /// The profile
        #[arg(default_value = BASE)]
        profile: Target,
        #[command(flatten)]
        filter: Filter,
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
    /// Rebuild the bundle and report the counts per source
    Build {
        /// The profile
        #[arg(default_value = BASE)]
        profile: Target,
    },
    /// Re-read the file and compare it with its digest and sources
    Verify {
        /// The profile
        #[arg(default_value = BASE)]
        profile: Target,
    },
    /// Write a copy to a fixed path, in one step
    Export {
        /// Where to
        #[arg(value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// The profile
        #[arg(default_value = BASE)]
        profile: Target,
    },
    /// Show what the next rebuild would add and remove
    Diff {
        /// The profile
        #[arg(default_value = BASE)]
        profile: Target,
    },
    /// Remove bundles that nothing has used for 30 days
    Prune,
}

/// Which certificates a list shows: those that everything here is true of.
#[derive(Clone, Debug, Default, Args)]
pub struct Filter {
    /// Only from here: native, mozilla, inherited, file, trust, or one of them in full (`file:/studio/ca.pem`)
    #[arg(long)]
    pub source: Option<String>,
    /// Only what is left out
    #[arg(long)]
    pub excluded: bool,
    /// Only what has expired, or expires within so many days
    #[arg(long, value_name = "DAYS")]
    pub expiring: Option<u32>,
}

/// What can be done with the folder of certificates that are trusted in every profile.
#[derive(Debug, Subcommand)]
pub enum TrustCommand {
    /// Show the certificates of a file, and trust them if you say so
    Add {
        /// A file of certificates: PEM, DER or PKCS#7 (.pem, .cer, .crt, .p7b), or a folder of them
        #[arg(value_hint = ValueHint::AnyPath)]
        file: PathBuf,
        /// Trust only the certificate with this SHA-256 or SHA-1, and do not ask (repeatable)
        #[arg(long, value_name = "HEX", value_parser = Fingerprint::parse)]
        fingerprint: Vec<Fingerprint>,
        /// For all users of this machine
        #[arg(long)]
        site: bool,
    },
    /// List what was added, by you and for all users of this machine
    List {
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
    /// Trust it no longer
    Remove {
        /// Its name, as `trust list` shows it
        name: String,
        /// What all users of this machine trust
        #[arg(long)]
        site: bool,
    },
}

/// What can be done with shortcuts.
#[derive(Debug, Subcommand)]
pub enum ShortcutCommand {
    /// Add a shortcut, or bring the one that is there up to date
    Add(AddShortcut),
    /// List the shortcuts that sglaunch has made, and whether they still work
    List {
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
    /// Remove shortcuts that sglaunch has made
    Remove {
        /// Their names or profiles, as `shortcut list` shows them, or files
        #[arg(required = true, value_name = "NAME")]
        names: Vec<String>,
    },
}

/// A shortcut to be made.
#[derive(Debug, Args)]
pub struct AddShortcut {
    /// What it starts
    #[arg(index = 1, value_name = "PROFILE[@VERSION]")]
    pub profile: Target,
    /// What it is called, instead of what the program is
    #[arg(long)]
    pub name: Option<String>,
    /// Its picture, instead of the program's
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub icon: Option<PathBuf>,
    /// Put it into the menu (the default)
    #[arg(long, group = "place")]
    pub menu: bool,
    /// Put it onto the desktop
    #[arg(long, group = "place")]
    pub desktop: bool,
    /// Put it into this folder, or into this file
    #[arg(long, value_name = "PATH", group = "place", value_hint = ValueHint::AnyPath)]
    pub to: Option<PathBuf>,
    /// Arguments for the program
    #[arg(index = 2, last = true)]
    pub args: Vec<OsString>,
}

/// What can be done with the folder of shims.
#[derive(Debug, Subcommand)]
pub enum ShimCommand {
    /// Make shims, and print the line that puts their folder on PATH
    Add {
        /// The profiles; a shim is called as what stands here
        #[arg(value_name = "PROFILE[@VERSION]", required = true)]
        profiles: Vec<Target>,
    },
    /// List the shims, and what each starts
    List {
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
    /// Remove shims
    Remove {
        /// Their names, as `shim list` shows them
        #[arg(value_name = "NAME", required = true)]
        names: Vec<String>,
    },
}

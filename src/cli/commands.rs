//! The commands and their options. Their doc comments are the help texts.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use super::{BundleCommand, DoctorArgs, ExplainArgs, Target};
use crate::certs::Fingerprint;
use crate::profile::BASE;
use crate::shell::{CompletingShell, Format};

/// The commands, which are everything but a launch.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the profiles, or the installed versions of one
    List {
        /// List every installed version of this profile's program
        #[arg(value_name = "PROFILE[@VERSION]")]
        profile: Option<Target>,
        /// Include built-in profiles whose programs are not installed; in a pipe, all are listed
        #[arg(long, conflicts_with = "profile")]
        all: bool,
        /// Print the path of the program that would be started
        #[arg(long, requires = "profile", conflicts_with = "json")]
        path: bool,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Show a profile's final values, and the file that each comes from
    Show {
        /// The profile
        #[arg(value_name = "PROFILE[@VERSION]")]
        profile: Target,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Write a profile to start from
    Init {
        /// The profile (default: `defaults`, the base of all profiles)
        #[arg(value_name = "PROFILE", default_value = BASE, hide_default_value = true)]
        profile: String,
        /// Write it for all users of this machine
        #[arg(long)]
        site: bool,
        /// Let this group, a SID or a name, write profiles for all users too (Windows)
        #[arg(long, value_name = "GROUP", requires = "site")]
        group: Option<String>,
    },
    /// Check profiles for errors (default: all profiles)
    Check {
        /// Files, directories or names of profiles
        #[arg(value_name = "PROFILE", value_hint = ValueHint::AnyPath)]
        profiles: Vec<PathBuf>,
        /// Exit with 1 after warnings too
        #[arg(long)]
        strict: bool,
    },
    /// Print the changes to the environment, for eval or other launchers
    Env {
        /// The profile
        #[arg(value_name = "PROFILE[@VERSION]", default_value = BASE)]
        profile: Target,
        /// The syntax of the output
        #[arg(long, value_enum)]
        #[cfg_attr(unix, arg(default_value = "sh"))]
        #[cfg_attr(
            windows,
            arg(
                help = "The syntax of the output (default: that of the calling shell, else powershell)"
            )
        )]
        format: Option<Format>,
        /// Print the changes that undo those of `env`
        #[arg(long, conflicts_with = "profile")]
        unset: bool,
    },
    /// Build, inspect and export certificate bundles
    Bundle {
        #[command(subcommand)]
        command: BundleCommand,
    },
    /// Add, list and remove CA certificates that every profile trusts
    Trust {
        #[command(subcommand)]
        command: TrustCommand,
    },
    /// Find out why a connection fails, and what cures it
    #[command(
        override_usage = "sglaunch doctor [OPTIONS] [PROFILE[@VERSION]] [CHECK]...\n       \
                          sglaunch doctor [OPTIONS] --merge <FOLDER|FILE>..."
    )]
    Doctor(DoctorArgs),
    /// Find the cause that a pasted traceback or log points to
    Explain(ExplainArgs),
    /// Add, list and remove shortcuts in the menu and on the desktop
    Shortcut {
        #[command(subcommand)]
        command: ShortcutCommand,
    },
    /// Make commands such as `houdini` or `tank` start their profiles
    Shim {
        #[command(subcommand)]
        command: ShimCommand,
    },
    /// Print the JSON Schema of profiles, for editors
    Schema,
    /// Print a completion script
    #[command(after_help = COMPLETION_SETUP)]
    Completions {
        /// The shell that reads the script
        shell: CompletingShell,
    },
    /// Print the manual page, for `man -l -`
    Man,
}

/// The lines for the shells' startup files, as docs/completions.md has them.
const COMPLETION_SETUP: &str = "\
Set up, in the startup file of the shell:
  bash        eval \"$(sglaunch completions bash)\"
  elvish      eval (sglaunch completions elvish | slurp)
  fish        sglaunch completions fish | source
  powershell  sglaunch completions powershell | Out-String | Invoke-Expression
  zsh         eval \"$(sglaunch completions zsh)\", behind compinit";

impl Command {
    /// Returns whether the output is a document, which may be read on another machine.
    pub fn writes_document(&self) -> bool {
        match self {
            Self::List { json, .. }
            | Self::Show { json, .. }
            | Self::Explain(ExplainArgs { json, .. })
            | Self::Bundle {
                command: BundleCommand::List { json, .. },
            }
            | Self::Trust {
                command: TrustCommand::List { json, .. },
            }
            | Self::Shortcut {
                command: ShortcutCommand::List { json, .. },
            }
            | Self::Shim {
                command: ShimCommand::List { json, .. },
            } => *json,
            Self::Doctor(args) => args.json || args.report.is_some(),
            _ => false,
        }
    }
}

/// The commands for certificates that are trusted in every profile.
#[derive(Debug, Subcommand)]
pub enum TrustCommand {
    /// Show the new certificates in files, and trust them after confirmation
    Add {
        /// PEM, DER or PKCS#7 files (.pem, .cer, .crt, .p7b), or directories of such files
        #[arg(required = true, value_name = "FILE", value_hint = ValueHint::AnyPath)]
        files: Vec<PathBuf>,
        /// Trust only the certificate with this SHA-256 or SHA-1, without confirmation (repeatable)
        #[arg(long, value_name = "HEX", value_parser = Fingerprint::parse)]
        fingerprint: Vec<Fingerprint>,
        /// Trust it for all users of this machine
        #[arg(long)]
        site: bool,
    },
    /// List the added certificates: `ca.d`, `ca.files`, clients' settings
    List {
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Remove added certificates
    Remove {
        /// Names in `trust list`
        #[arg(required = true, value_name = "NAME")]
        names: Vec<String>,
        /// Remove it for all users of this machine
        #[arg(long)]
        site: bool,
    },
}

/// The commands for shortcuts.
#[derive(Debug, Subcommand)]
pub enum ShortcutCommand {
    /// Add or update a shortcut
    Add(AddShortcut),
    /// List the shortcuts of sglaunch, and whether they still work
    List {
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Remove shortcuts of sglaunch
    Remove {
        /// Names or profiles in `shortcut list`, or files
        #[arg(required = true, value_name = "NAME")]
        names: Vec<String>,
    },
}

/// A shortcut to add.
#[derive(Debug, Args)]
pub struct AddShortcut {
    /// The profile that the shortcut starts
    #[arg(index = 1, value_name = "PROFILE[@VERSION]")]
    pub profile: Target,
    /// The name of the shortcut, instead of the program's
    #[arg(long)]
    pub name: Option<String>,
    /// The icon of the shortcut, instead of the program's
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub icon: Option<PathBuf>,
    /// Add it to the application menu (the default)
    #[arg(long, group = "location")]
    pub menu: bool,
    /// Add it to the desktop
    #[arg(long, group = "location")]
    pub desktop: bool,
    /// Add it to the menu of all users of this machine (Linux, Windows)
    #[arg(long, group = "location")]
    pub site: bool,
    /// Write it to this directory or file
    #[arg(long, value_name = "PATH", group = "location", value_hint = ValueHint::AnyPath)]
    pub to: Option<PathBuf>,
    /// Arguments for the program
    #[arg(index = 2, last = true)]
    pub args: Vec<OsString>,
}

/// The commands for shims.
#[derive(Debug, Subcommand)]
pub enum ShimCommand {
    /// Add shims, and print the line that puts their directory on PATH
    Add {
        /// The profiles; each shim is named like its argument here
        #[arg(value_name = "PROFILE[@VERSION]", required = true)]
        profiles: Vec<Target>,
        /// Add them to this directory, which other machines share
        #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
        to: Option<PathBuf>,
        /// Add them although other machines may not find this sglaunch
        #[arg(long, requires = "to")]
        force: bool,
    },
    /// List the shims, and what each starts
    List {
        /// List the shims in this directory, and what another machine needs for them
        #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
        to: Option<PathBuf>,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Remove shims
    Remove {
        /// Names in `shim list`
        #[arg(value_name = "NAME", required = true)]
        names: Vec<String>,
        /// Remove them from this directory
        #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
        to: Option<PathBuf>,
    },
}

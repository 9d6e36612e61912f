//! `sglaunch bundle` and its options. Their doc comments are the help texts.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, Subcommand, ValueEnum, ValueHint};

use super::Target;
use crate::certs::Client;
use crate::profile::BASE;

/// The commands for bundles.
#[derive(Debug, Subcommand)]
pub enum BundleCommand {
    /// Print the path of the bundle, after building it if necessary
    Path {
        /// The profile
        #[arg(default_value = BASE)]
        profile: Target,
    },
    /// List certificates with their sources, and why some are excluded
    List {
        /// The profile
        #[arg(default_value = BASE)]
        profile: Target,
        #[command(flatten)]
        filter: Filter,
        /// Exit with 1 if `--expiring` finds a certificate from trust, file or inherited
        #[arg(long, requires = "expiring")]
        exit_code: bool,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Rebuild the bundle, and count the certificates per source
    Build {
        /// The profile
        #[arg(default_value = BASE)]
        profile: Target,
    },
    /// Compare the bundle file with its digest and its sources
    Verify {
        /// The profile
        #[arg(default_value = BASE)]
        profile: Target,
        /// Check this file instead: which clients cannot read it, and why
        #[arg(long, value_hint = ValueHint::FilePath, conflicts_with = "profile")]
        file: Option<PathBuf>,
    },
    /// Copy the bundle to a fixed path, atomically, or to stdout
    Export {
        /// The copy, which is replaced if it exists; `-` is stdout
        #[arg(value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// The profile
        #[arg(default_value = BASE)]
        profile: Target,
        #[command(flatten)]
        options: ExportOptions,
    },
    /// Show what a rebuild would add and remove
    Diff {
        /// The profile
        #[arg(default_value = BASE)]
        profile: Target,
    },
    /// Remove bundles that were not used for 30 days
    Prune,
}

/// The content of an exported file.
#[derive(Clone, Debug, Args)]
pub struct ExportOptions {
    /// Leave out certificates that this client cannot read; for java, write a key store
    #[arg(
        long,
        value_name = "NAME",
        default_value = "openssl",
        hide_default_value = true
    )]
    pub client: Client,
    /// Write the subject of each certificate above it
    #[arg(long)]
    pub comments: bool,
    /// Write the compiled-in copy of Mozilla's list instead of a bundle
    #[arg(long, conflicts_with = "profile")]
    pub mozilla: bool,
}

impl ValueEnum for Client {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.id()))
    }
}

/// The filters of a list of certificates, all of which must match.
#[derive(Clone, Debug, Default, Args)]
pub struct Filter {
    /// Only certificates from native, mozilla, inherited, file or trust, or from one source in
    /// full, such as `file:/studio/ca.pem`
    #[arg(long)]
    pub source: Option<String>,
    /// Only excluded certificates
    #[arg(long)]
    pub excluded: bool,
    /// Only certificates that have expired or expire within DAYS days
    #[arg(long, value_name = "DAYS", value_parser = days)]
    pub expiring: Option<u32>,
}

fn days(text: &str) -> Result<u32, &'static str> {
    text.parse()
        .map_err(|_| "write a number of days, such as 30")
}

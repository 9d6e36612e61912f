//! The options of launches and commands.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, ValueHint};

/// A launch: sglaunch's own options, then arguments that clap must not parse, because they
/// belong to the program.
#[derive(Debug, Parser)]
#[command(
    name = "sglaunch",
    disable_help_flag = true,
    disable_version_flag = true
)]
pub struct Launch {
    #[command(flatten)]
    pub options: Options,
    #[command(flatten)]
    pub start: LaunchOptions,
    /// The profile or the program, and its arguments.
    #[arg(trailing_var_arg = true)]
    pub args: Vec<OsString>,
    /// sglaunch was called through a shim, whose name is then the first of `args`.
    #[arg(skip)]
    pub is_shim: bool,
}

/// Options of launches only.
#[derive(Debug, Default, Args)]
pub struct LaunchOptions {
    /// Print the command and its environment; start nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Start any command or path under this profile
    #[arg(short, long, value_name = "NAME")]
    pub profile: Option<String>,
}

/// Options of launches and of every command. A command's help shows those that it uses: see `help`.
#[derive(Clone, Debug, Default, Args)]
pub struct Options {
    /// Search DIR for profiles first (repeatable)
    #[arg(short = 'P', long, value_name = "DIR", global = true, display_order = 101, value_hint = ValueHint::DirPath)]
    pub profile_dir: Vec<PathBuf>,
    /// Rebuild the certificate bundle even if it is current
    #[arg(long, global = true, display_order = 102)]
    pub refresh: bool,
    /// Report bundle changes and the program
    #[arg(short, long, action = clap::ArgAction::Count, global = true, display_order = 103, overrides_with = "quiet")]
    pub verbose: u8,
    /// Print errors only, no warnings
    #[arg(
        short,
        long,
        global = true,
        display_order = 104,
        overrides_with = "verbose"
    )]
    pub quiet: bool,
    /// Show errors in a dialog, and write them to the log
    #[arg(long, global = true, display_order = 105)]
    pub window: bool,
}

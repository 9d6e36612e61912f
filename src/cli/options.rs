//! The options of launches and commands.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, ValueHint};

/// A launch: options, then the words that clap must not look into.
#[derive(Debug, Parser)]
#[command(
    name = "sglaunch",
    disable_help_flag = true,
    disable_version_flag = true
)]
pub struct Launch {
    /// What stands before the words.
    #[command(flatten)]
    pub options: Options,
    /// Under which profile the first word is started.
    #[command(flatten)]
    pub start: Start,
    /// The profile or the program, and its arguments.
    #[arg(trailing_var_arg = true)]
    pub words: Vec<OsString>,
    /// sglaunch was called as the first of the words.
    #[arg(skip)]
    pub is_shim: bool,
}

/// Options of a launch alone.
#[derive(Debug, Default, Args)]
pub struct Start {
    /// Show the program, its arguments and the changes to the environment; run nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Use this profile; the first word is then any command or path
    #[arg(short, long, value_name = "NAME")]
    pub profile: Option<String>,
}

/// Options of a launch and of every command.
#[derive(Clone, Debug, Default, Args)]
pub struct Options {
    /// Look for profiles here first (repeatable)
    #[arg(short = 'P', long, value_name = "DIR", global = true, value_hint = ValueHint::DirPath)]
    pub profile_dir: Vec<PathBuf>,
    /// Rebuild the bundle even if it is fresh
    #[arg(long, global = true)]
    pub refresh: bool,
    /// Say more (repeatable)
    #[arg(short, long, action = clap::ArgAction::Count, global = true, overrides_with = "quiet")]
    pub verbose: u8,
    /// Say only errors
    #[arg(short, long, global = true, overrides_with = "verbose")]
    pub quiet: bool,
    /// Show a failure in a window, as shortcuts do, and note it in the log
    #[arg(long, global = true)]
    pub window: bool,
}

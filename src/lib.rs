//! sglaunch starts a program so that every HTTPS client inside it trusts what the machine, the studio and Mozilla
//! trust.
//!
//! ARCHITECTURE.md tells the story. This is where the process is read, once; everything below works on values.

pub mod bundle;
pub mod certs;
mod cli;
mod cmd;
mod desktop;
mod dirs;
pub mod env;
pub mod error;
mod launch;
mod os;
pub mod profile;
pub mod program;
mod shell;
pub mod stores;
mod ui;

use std::convert::Infallible;
use std::ffi::OsString;
use std::path::Path;

use cmd::Context;
use desktop::dialog::{Call, Dialog};
use desktop::shortcut::Found;
use dirs::Dirs;
use env::Env;
use error::Exit;
use launch::plan::Plan;
use ui::Ui;

/// Does what the command line says, and gives the exit code where no program has taken over the process.
pub fn run() -> u8 {
    run_for(false)
}

/// The same where there is no terminal, as with `--window`.
pub fn run_in_window() -> u8 {
    run_for(true)
}

fn run_for(has_no_terminal: bool) -> u8 {
    let own = std::env::current_exe().unwrap_or_default();
    let mut args: Vec<OsString> = os::call(std::env::args_os(), &own).collect();
    let env: Env = std::env::vars_os().collect();
    let shortcut = desktop::shortcut::around(&own);
    if let Some(shortcut) = &shortcut {
        args = shortcut.call(&args);
    }
    let parsed = cli::parse(&args);
    let wants_window = has_no_terminal
        || match &parsed {
            Ok(invocation) => invocation.options().window,
            Err(_) => cli::wants_window(&args),
        };
    let cwd = std::env::current_dir().unwrap_or_default();
    let dirs = Dirs::new(&env, &cwd, &std::env::temp_dir());
    let home = dirs.home.clone();
    let dialog = wants_window.then(|| {
        let call = Call::new(&args, parsed.as_ref().ok());
        Dialog::new(call, &env, &own, home.as_deref(), dirs.log.as_deref())
    });
    if let Some(shortcut) = shortcut {
        let ui = Ui::new(0, false, &env, home.clone()).with(dialog);
        let Err(error) = become_called(&shortcut, args, env, home.as_deref());
        ui.error(&error);
        return error.exit_code().code();
    }
    let invocation = match parsed {
        Ok(invocation) => invocation,
        Err(message) => return show_usage(&message, dialog.as_ref()),
    };
    let options = invocation.options();
    let ui = Ui::new(options.verbose, options.quiet, &env, home).with(dialog);
    let (layers, left_out) = dirs.layers(&env, &options.profile_dir, &cwd);
    if let Some(problem) = left_out {
        ui.warn(&problem);
    }
    let context = Context {
        layers,
        ui,
        called: args.first().cloned().unwrap_or_default(),
        own,
        is_shim: invocation.is_shim(),
        refresh: options.refresh,
        env,
        cwd,
        dirs,
    };
    cmd::run(&context, invocation).unwrap_or_else(|error| {
        context.ui.error(&error);
        error.exit_code().code()
    })
}

/// Becomes the sglaunch that a shortcut calls, in the home folder: a desktop starts it in the root, where nobody's files are.
fn become_called(
    shortcut: &Found,
    args: Vec<OsString>,
    env: Env,
    home: Option<&Path>,
) -> error::Result<Infallible> {
    let program = shortcut.program();
    if !program.is_file() {
        return Err(shortcut.no_sglaunch());
    }
    // A home that is away is the program's business.
    let _ = home.map(std::env::set_current_dir);
    launch::exec::launch(&Plan {
        program: program.to_owned(),
        args: args.into_iter().skip(1).collect(),
        env,
    })
}

/// Prints what clap has to say: help and the version are answers, everything else is a wrong call.
fn show_usage(message: &clap::Error, dialog: Option<&Dialog>) -> u8 {
    // There is nobody left to tell where the streams are gone.
    let _ = message.print();
    if let Some(dialog) = dialog {
        dialog.show_clap(message);
    }
    if message.use_stderr() {
        Exit::Failed.code()
    } else {
        0
    }
}

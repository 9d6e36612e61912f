//! sglaunch starts a program so that every HTTPS client inside it trusts what the machine, the
//! studio and Mozilla trust.
//!
//! ARCHITECTURE.md describes the modules. The process is read once; all modules below work on
//! values.

#![cfg_attr(
    test,
    expect(
        clippy::disallowed_methods,
        reason = "unit tests write their own files"
    )
)]

pub mod bundle;
pub mod certs;
mod cli;
mod cmd;
mod desktop;
pub mod dirs;
mod doctor;
pub mod env;
pub mod error;
mod launch;
#[cfg(all(target_os = "linux", any(test, target_env = "musl")))]
pub mod memory;
mod order;
mod os;
mod process;
pub mod profile;
pub mod program;
pub mod shell;
pub mod stores;
mod ui;

use std::convert::Infallible;
use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use cli::{Cursor, Invocation};
use cmd::Context;
use desktop::dialog::{Call, Dialog};
use desktop::shortcut::{self, InstalledShortcut};
use dirs::Dirs;
use env::Env;
use error::Exit;
use launch::exec;
use launch::plan::Plan;
use os::threads;
use process::Process;
pub use process::args;
use profile::Job;
use shell::{CompletingShell, typed_path};
use ui::Ui;

/// Runs the command line `args`. Returns the exit code, unless a program has replaced the process.
pub fn run(args: Vec<OsString>) -> u8 {
    run_with(args, false)
}

/// Runs the command line of a process without a terminal: failures are shown in a dialog.
pub fn run_without_terminal() -> u8 {
    run_with(args(), true)
}

fn run_with(args: Vec<OsString>, shows_dialog: bool) -> u8 {
    ui::exit_on_panic();
    os::load_libraries_from_system();
    let mut process = Process::read(args);
    if let Some(error) = exec::hand_over(&process.exe) {
        let dirs = Dirs::new(&process.env, &process.cwd, &process.temp);
        return report(&Ui::new(0, false, &process.env, dirs.home), &error);
    }
    let shortcut = shortcut::enclosing_app(&process.exe);
    if let Some(shortcut) = &shortcut {
        process.args = shortcut.call(&process.args);
    }
    if shortcut.is_none() && cli::completion(&process.args).is_some() {
        return complete(process);
    }
    let parsed = cli::parse(&process.args);
    let dirs = Dirs::new(&process.env, &process.cwd, &process.temp);
    os::set_home(dirs.home.as_deref());
    let shows_dialog = shows_dialog || wants_dialog(&process, &parsed);
    let dialog = shows_dialog.then(|| dialog(&process, &parsed, &dirs));
    match (shortcut, parsed) {
        (Some(shortcut), _) => run_shortcut(&shortcut, process, &dirs, dialog),
        (None, Ok(invocation)) => run_invocation(invocation, process, dirs, dialog),
        (None, Err(message)) => print_usage(&message, &process.env, &dirs, dialog),
    }
}

type Parsed = Result<Invocation, clap::Error>;

fn wants_dialog(process: &Process, parsed: &Parsed) -> bool {
    match parsed {
        Ok(invocation) => invocation.options().window,
        Err(_) => cli::wants_window(&process.args),
    }
}

fn dialog(process: &Process, parsed: &Parsed, dirs: &Dirs) -> Dialog {
    let call = Call::new(&process.args, parsed.as_ref().ok());
    let (home, log) = (dirs.home.as_deref(), dirs.log.as_deref());
    Dialog::new(call, &process.env, &process.exe, home, log)
}

fn run_invocation(
    invocation: Invocation,
    process: Process,
    dirs: Dirs,
    dialog: Option<Dialog>,
) -> u8 {
    let Process { env, cwd, .. } = process;
    let options = invocation.options();
    let ui = Ui::new(options.verbose, options.quiet, &env, dirs.home.clone()).with_dialog(dialog);
    let context = Context {
        layers: dirs.layers(&env, &options.profile_dir, &cwd),
        ui,
        argv0: process.args.into_iter().next().unwrap_or_default(),
        exe: process.exe,
        is_shim: invocation.is_shim(),
        refresh: options.refresh,
        env,
        cwd,
        dirs,
    };
    cmd::run(&context, invocation).unwrap_or_else(|error| report(&context.ui, &error))
}

/// Prints the answer to a completion script, within a time limit: a directory that does not answer
/// must not block the shell.
fn complete(process: Process) -> u8 {
    let ui = Ui::new(0, true, &process.env, None);
    let answer = threads::start(move || answer(process)).wait(cmd::COMPLETION_LIMIT);
    if let Ok(Ok(Some(answer))) = answer {
        // The reader may have gone.
        let _ = ui.print_bytes(answer);
    }
    0
}

fn answer(process: Process) -> Option<String> {
    let args = cli::completion(&process.args)?;
    let (shell, args) = args.split_first()?;
    let shell = CompletingShell::named(shell.to_str()?)?;
    let args = args.iter().map(|arg| arg.to_string_lossy().into_owned());
    let typed = shell.words(args.collect());
    let cursor = Cursor::find(&typed.words, &typed.word);
    let Process { env, cwd, .. } = process;
    let dirs = Dirs::new(&env, &cwd, &process.temp);
    os::set_home(dirs.home.as_deref());
    let profile_dirs = cursor.values("profile_dir");
    let profile_dirs: Vec<_> = profile_dirs
        .map(|dir| typed_path(dir, &env, dirs.home.as_deref()))
        .collect();
    let context = Context {
        layers: dirs.layers(&env, &profile_dirs, &cwd),
        ui: Ui::new(0, true, &env, dirs.home.clone()),
        argv0: process.args.into_iter().next().unwrap_or_default(),
        exe: process.exe,
        is_shim: false,
        refresh: false,
        env,
        cwd,
        dirs,
    };
    Some(cmd::answer(&Arc::new(context), shell, &typed, &cursor))
}

/// Execs the sglaunch that a shortcut names, if this process is the shortcut's own program.
fn run_shortcut(
    shortcut: &InstalledShortcut,
    process: Process,
    dirs: &Dirs,
    dialog: Option<Dialog>,
) -> u8 {
    let ui = Ui::new(0, false, &process.env, dirs.home.clone()).with_dialog(dialog);
    let Err(error) = exec_named(shortcut, process, dirs.home.as_deref());
    report(&ui, &error)
}

fn exec_named(
    shortcut: &InstalledShortcut,
    process: Process,
    home: Option<&Path>,
) -> error::Result<Infallible> {
    let program = shortcut.program();
    if !program.is_file() {
        return Err(shortcut.missing_sglaunch());
    }
    // Desktops start applications in `/`.
    home.map(process::change_dir);
    let plan = Plan {
        program: program.to_owned(),
        args: process.args.into_iter().skip(1).collect(),
        env: process.env,
        job: Job::Tree,
    };
    exec::launch(&plan, |_| None)
}

fn report(ui: &Ui, error: &error::Error) -> u8 {
    ui.error(error);
    error.exit_code().code()
}

/// Prints clap's message: help, the version, or an error in the command line.
fn print_usage(message: &clap::Error, env: &Env, dirs: &Dirs, dialog: Option<Dialog>) -> u8 {
    let ui = Ui::new(0, false, env, dirs.home.clone()).with_dialog(dialog);
    match ui.usage(message) {
        Err(error) => report(&ui, &error),
        Ok(()) if message.use_stderr() => Exit::Failed.code(),
        Ok(()) => 0,
    }
}

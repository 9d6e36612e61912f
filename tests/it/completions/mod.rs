//! Completions: the scripts, and what they do in the shells that read them.

#[cfg(unix)]
mod cases;
#[cfg(unix)]
mod interactive;
#[cfg(unix)]
mod kinds;
#[cfg(target_os = "linux")]
mod quiet;
mod scripts;
#[cfg(unix)]
mod session;
#[cfg(unix)]
mod studio;
#[cfg(unix)]
mod terminal;

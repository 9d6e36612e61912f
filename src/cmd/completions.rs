//! Prints the completion script of a shell.

use super::Context;
use crate::error::Result;
use crate::shell::CompletingShell;

pub fn run(context: &Context, shell: CompletingShell) -> Result<u8> {
    context.ui.print(shell.script())?;
    Ok(0)
}

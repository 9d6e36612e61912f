//! `sglaunch explain`: reports the cause that a pasted traceback or log points to.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal as _};
use std::path::Path;

use serde_json::{Value, json};

use super::Context;
use crate::cli::ExplainArgs;
use crate::doctor::explain::{Explained, Explanation, explain};
use crate::doctor::{Id, Redaction};
use crate::env::names::SGLAUNCH_PROFILE;
use crate::error::{Error, Location, Result};
use crate::shell::quote;

/// Explains a text, and returns 1 if it reports no known failure.
pub fn run(context: &Context, args: &ExplainArgs) -> Result<u8> {
    let redaction = Redaction::of_user(&context.env, context.dirs.home.as_deref());
    let explanation = match args.file.as_deref().filter(|file| *file != Path::new("-")) {
        Some(file) => read(&context.cwd.join(file), &redaction),
        None => read_stdin(context, &redaction),
    }?;
    let commands = Commands::new(context, &explanation, &redaction);
    if args.json {
        context.print_json(&document(&explanation, &commands))?;
    } else {
        context.ui.print(text(&explanation, &commands))?;
    }
    Ok(u8::from(explanation.causes.is_empty()))
}

fn read(file: &Path, redaction: &Redaction) -> Result<Explanation> {
    let opened = File::open(file).map(BufReader::new);
    let explanation = opened.and_then(|text| explain(text, redaction));
    explanation.map_err(|error| {
        Error::new(format!("cannot read the text: {error}"))
            .at(Location::file(file))
            .hint("name a text file, or paste the text without a file: `sglaunch explain`")
    })
}

fn read_stdin(context: &Context, redaction: &Redaction) -> Result<Explanation> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        context.ui.info(0, || PASTE.to_owned());
    }
    let text: Box<dyn BufRead> = Box::new(stdin.lock());
    explain(text, redaction)
        .map_err(|error| Error::new(format!("cannot read the text from stdin: {error}")))
}

const PASTE: &str = if cfg!(windows) {
    "paste the text, then press Enter, Ctrl-Z and Enter"
} else {
    "paste the text, then press Enter and Ctrl-D"
};

/// The commands to type, and what stands for a word that the text does not tell.
struct Commands {
    lines: Vec<String>,
    notes: Vec<&'static str>,
}

impl Commands {
    fn new(context: &Context, explanation: &Explanation, redaction: &Redaction) -> Self {
        let mut notes = Vec::new();
        let Some(first) = explanation.causes.first() else {
            return Self {
                lines: vec!["sglaunch doctor PROFILE --site URL".to_owned()],
                notes: vec![NO_PROFILE, NO_SITE],
            };
        };
        let of_env = context.env.non_empty(SGLAUNCH_PROFILE);
        let of_env = of_env.and_then(|name| name.to_str()).map(str::to_owned);
        let profile = of_env.or_else(|| explanation.profile.clone());
        if profile.is_none() {
            notes.push(NO_PROFILE);
        }
        let mut command = format!(
            "sglaunch doctor {}",
            profile.map_or("PROFILE".to_owned(), |name| quote(name.as_ref()))
        );
        // The cause of a failed connection is often another than the text says: all checks run.
        let is_local = first.ids.iter().all(|id| is_local(*id));
        if is_local {
            for id in &first.ids {
                let _ = write!(command, " {id}");
            }
        }
        match &explanation.site {
            Some(site) => {
                let _ = write!(
                    command,
                    " --site {}",
                    quote(format!("https://{site}").as_ref())
                );
            }
            None if !is_local => {
                command.push_str(" --site URL");
                notes.push(NO_SITE);
            }
            None => {}
        }
        let file = explanation
            .file
            .as_ref()
            .filter(|_| first.ids.contains(&Id::EnvUnusableFile));
        let verify = file.map(|file| {
            redaction.command(&format!(
                "sglaunch bundle verify --file {}",
                quote(file.as_ref())
            ))
        });
        Self {
            lines: [command].into_iter().chain(verify).collect(),
            notes,
        }
    }
}

const NO_PROFILE: &str = "PROFILE is that of the program, such as houdini: see `sglaunch list`";
const NO_SITE: &str = "URL is the site that the program connects to";

/// Returns whether a check looks only at this machine, and tests no connection.
fn is_local(id: Id) -> bool {
    let is_of = |start: &&str| id.name().starts_with(start);
    matches!(id, Id::LibraryPath | Id::PythonNoSsl)
        || ["env-", "profile-", "program-"].iter().any(is_of)
}

/// Returns the explanation as text.
fn text(explanation: &Explanation, commands: &Commands) -> String {
    let mut out = String::new();
    let Some((first, others)) = explanation.causes.split_first() else {
        out.push_str("No known failure of a connection is in this text.\n\n");
        out.push_str("To look for the cause, run:\n");
        write_commands(&mut out, commands);
        return out;
    };
    let _ = writeln!(out, "line {}: {}\n", first.line, first.quoted);
    let _ = writeln!(out, "{}.\n", capitalized(first.message));
    out.push_str("The checks for it, the most likely cause first:\n");
    for id in &first.ids {
        let _ = writeln!(out, "  {:<26} {}", id.name(), id.cause());
    }
    out.push_str("\nTo find out, run:\n");
    write_commands(&mut out, commands);
    if !others.is_empty() {
        out.push_str("\nAlso in this text:\n");
    }
    for other in others {
        let ids: Vec<&str> = other.ids.iter().map(|id| id.name()).collect();
        let _ = writeln!(out, "  line {}: {}", other.line, other.quoted);
        let _ = writeln!(out, "    {} ({})", other.message, ids.join(", "));
    }
    out
}

fn write_commands(out: &mut String, commands: &Commands) {
    for line in &commands.lines {
        let _ = writeln!(out, "  {line}");
    }
    for note in &commands.notes {
        let _ = writeln!(out, "{note}");
    }
}

fn capitalized(sentence: &str) -> String {
    let mut chars = sentence.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

fn document(explanation: &Explanation, commands: &Commands) -> Value {
    let causes = explanation.causes.iter().flat_map(|cause: &Explained| {
        cause.ids.iter().map(|id| {
            json!({
                "id": id.name(),
                "message": cause.message,
                "line": cause.line,
                "text": cause.quoted,
            })
        })
    });
    json!({
        "schema": 1,
        "causes": causes.collect::<Value>(),
        "commands": commands.lines,
        "site": explanation.site,
        "profile": explanation.profile,
        "file": explanation.file,
    })
}

//! What is said in a window, as text.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::Path;
use std::time::SystemTime;

use x509_cert::der::DateTime;

use crate::cli::{Invocation, Target};
use crate::error::{Error, printable};

/// What a window says.
#[derive(Debug, PartialEq, Eq)]
pub struct Message {
    /// Its title.
    pub title: String,
    /// Whether something went wrong.
    pub is_failure: bool,
    /// What happened.
    pub sentence: String,
    /// Where, why, and what to do.
    pub paragraphs: Vec<String>,
    /// Everything, for whoever is asked for help.
    pub details: String,
}

/// How many letters a paragraph has at most, so that the hint is still on the screen.
const LETTERS: usize = 600;

impl Message {
    /// What the program is for, where somebody has clicked on it; `details` is what a terminal would show.
    pub fn about(details: String) -> Self {
        let version = env!("CARGO_PKG_VERSION");
        Self {
            title: "sglaunch".to_owned(),
            is_failure: false,
            sentence: format!("This is sglaunch {version}, which shortcuts use"),
            paragraphs: vec![
                "It starts a program so that every HTTPS client in it trusts what the studio trusts."
                    .to_owned(),
                "To make a shortcut, type this in a terminal: sglaunch shortcut add houdini".to_owned(),
                "What else it starts: sglaunch list".to_owned(),
            ],
            details,
        }
    }

    /// What stands below the sentence, in one text.
    pub fn body(&self) -> String {
        let paragraphs = self.paragraphs.iter().map(|text| cut(text));
        paragraphs.collect::<Vec<_>>().join("\n\n")
    }
}

/// A call, as far as it was sglaunch's own business.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Call {
    line: String,
    /// The program that was to be started.
    program: Option<String>,
}

impl Call {
    /// The call that was read as `invocation`, or could not be read.
    ///
    /// The program's arguments are counted, and not shown: a password may be among them, and who is asked for help has
    /// no use for it.
    pub fn new(args: &[OsString], invocation: Option<&Invocation>) -> Self {
        let own = match invocation {
            Some(Invocation::Launch(launch)) => args.len() - launch.words.len().saturating_sub(1),
            Some(Invocation::Command(..)) => match args.iter().position(|arg| arg == "--") {
                Some(end) => end + 1,
                None => args.len(),
            },
            None => {
                let is_option = |arg: &&OsString| arg.as_encoded_bytes().starts_with(b"-");
                2 + args.iter().skip(1).take_while(is_option).count()
            }
        };
        let shown = args.iter().enumerate().take(own).map(|(index, arg)| {
            let name = Path::new(arg).file_name().filter(|_| index == 0);
            let quoted = crate::shell::quote(name.unwrap_or(arg));
            printable(&String::from_utf8_lossy(&quoted))
        });
        let mut line = shown.collect::<Vec<_>>().join(" ");
        let _ = match args.len().saturating_sub(own) {
            0 => Ok(()),
            1 => write!(line, " (and an argument)"),
            more => write!(line, " (and {more} arguments)"),
        };
        let program = match invocation {
            Some(Invocation::Launch(launch)) => launch.words.first(),
            _ => None,
        };
        let name = program.and_then(|word| Path::new(word).file_name());
        let name = name.map(|name| Target::from(&*name.to_string_lossy()).name);
        Self {
            line,
            program: name,
        }
    }

    /// The title of a window that says why it failed.
    pub fn title(&self) -> String {
        match &self.program {
            Some(name) => {
                let name: String = printable(name).chars().take(60).collect();
                format!("{name} did not start")
            }
            None => "sglaunch".to_owned(),
        }
    }

    /// What was called, and what of it: two lines.
    pub fn describe(&self) -> String {
        let (version, system) = (env!("CARGO_PKG_VERSION"), std::env::consts::OS);
        let machine = std::env::consts::ARCH;
        format!(
            "call: {}\nsglaunch {version}, {system}, {machine}\n",
            self.line
        )
    }
}

/// What is wrong with a call, from what clap says of it.
pub fn wrong_call(said: &str) -> Error {
    let mut paragraphs = said.split("\n\n");
    let first: Vec<&str> = (paragraphs.next().unwrap_or_default().lines())
        .map(str::trim)
        .collect();
    let first = first.join(" ");
    let sentence = first.strip_prefix("error: ").unwrap_or(&first);
    let lines = paragraphs.flat_map(str::lines).map(str::trim);
    let tips = lines.filter_map(|line| line.strip_prefix("tip: "));
    tips.fold(Error::new(sentence), Error::note)
        .hint("make the shortcut again: `sglaunch shortcut add PROFILE`; `sglaunch --help` shows what it can say")
}

/// A sentence as it begins where nothing stands before it.
pub fn capitalised(sentence: &str) -> String {
    let mut chars = sentence.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}

/// A time as RFC 3339 writes it.
pub fn rfc3339(time: SystemTime) -> String {
    DateTime::from_system_time(time)
        .map_or_else(|_| "(no time)".to_owned(), |time| time.to_string())
}

/// So much of a paragraph as is shown.
pub fn cut(text: &str) -> String {
    match text.char_indices().nth(LETTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::cli;
    use crate::error::{Location, Span};

    fn call(line: &[&str]) -> Call {
        let args: Vec<OsString> = line.iter().map(OsString::from).collect();
        Call::new(&args, cli::parse(&args).ok().as_ref())
    }

    #[test]
    fn a_call_shows_what_is_sglaunchs_own() {
        for (line, shown, title) in [
            (
                &[
                    "/opt/bin/sglaunch",
                    "--window",
                    "houdini@20.5",
                    "/shots/a b.hip",
                ][..],
                "sglaunch --window houdini@20.5 (and an argument)",
                "houdini did not start",
            ),
            (
                &[
                    "sglaunch",
                    "-p",
                    "python",
                    "/opt/a b/publish.py",
                    "--token",
                    "x",
                ],
                "sglaunch -p python '/opt/a b/publish.py' (and 2 arguments)",
                "publish.py did not start",
            ),
            (&["sglaunch", "maya"], "sglaunch maya", "maya did not start"),
            (
                &["sglaunch", "bundle", "path", "maya"],
                "sglaunch bundle path maya",
                "sglaunch",
            ),
            (
                &["sglaunch", "--window", "--wibble", "maya", "--token", "x"],
                "sglaunch --window --wibble maya (and 2 arguments)",
                "sglaunch",
            ),
            (&["sglaunch"], "sglaunch", "sglaunch"),
        ] {
            let call = call(line);
            assert_eq!((&*call.line, &*call.title()), (shown, title));
        }
        assert_eq!(Call::new(&[], None), Call::default());
    }

    #[test]
    fn an_error_is_told_in_paragraphs() {
        let spot = Span {
            line: 7,
            column: 3,
            width: 1,
            text: "x".to_owned(),
        };
        let place = Location {
            file: "/home/ana/maya.yaml".into(),
            span: Some(spot),
        };
        let error = Error::new("wrong")
            .at(place)
            .note("a")
            .note("b\u{1b}")
            .hint("c");
        let file = Path::new("~").join("maya.yaml");
        assert_eq!(
            error.paragraphs(Some(Path::new("/home/ana"))),
            [
                &format!("{}, line 7", file.display()),
                "a\nb\\u{1b}",
                "Hint: c"
            ]
        );
        assert!(Error::new("wrong").paragraphs(None).is_empty());
        assert_eq!(capitalised("wrong `x`"), "Wrong `x`");
        assert_eq!(capitalised(""), "");
    }

    #[test]
    fn what_clap_says_is_told_without_its_usage() {
        let said = "error: unexpected argument '--windo' found\n\n  tip: try '--window'\n\nUsage: sglaunch\n";
        let error = wrong_call(said);
        assert_eq!(error.sentence(), "unexpected argument '--windo' found");
        let text = error.render(None);
        assert!(
            text.contains("\n  try '--window'\nhint: ") && !text.contains("Usage"),
            "{text}"
        );
        assert_eq!(wrong_call("").sentence(), "");
        let said = "error: these are missing:\n  <PROFILE>\n\nUsage: sglaunch show <PROFILE>\n";
        assert_eq!(wrong_call(said).sentence(), "these are missing: <PROFILE>");
    }

    #[test]
    fn a_time_is_utc() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_795_300_362_900);
        assert_eq!(rfc3339(time), "2026-11-21T22:32:42Z");
    }
}

//! The place of the cursor in an unfinished command line, for completions.
//!
//! It is found in clap's own description of the command line, so that no other list has the
//! commands and their options.

use clap::{Arg, ArgAction, Command};

use super::help::command_to_complete;
use super::parse::HELP;

/// The place of the cursor.
#[derive(Debug)]
pub struct Cursor {
    /// The command that has been typed, with its subcommands and options.
    pub command: Command,
    /// The names of the command, such as `bundle path`. Empty before a command.
    pub path: String,
    pub place: Place,
    /// The ids of the arguments before the cursor, each with its value.
    pub typed: Vec<(String, String)>,
    /// The part of the word that stays, such as `--format=`.
    pub fixed: String,
    /// The part of the word to complete.
    pub word: String,
}

/// The kinds of words at the cursor.
#[derive(Debug)]
pub enum Place {
    /// A profile, a program or a command.
    Start,
    /// A program, because `--profile` names the profile.
    Program,
    /// An argument of the program.
    ProgramArgument,
    Command,
    Option,
    Value(Box<Arg>),
    Nothing,
}

impl Cursor {
    /// Finds the place of `word` behind other words.
    pub fn find(words: &[String], word: &str) -> Self {
        let command = command_to_complete().disable_help_subcommand(true);
        let mut walk = Walk::new(command);
        for word in words {
            walk.pass(word);
        }
        walk.stop(word)
    }

    /// Returns the values that have been typed for an argument.
    pub fn values<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a str> {
        let typed = self.typed.iter().filter(move |(typed, _)| typed == id);
        typed.map(|(_, value)| value.as_str())
    }

    pub fn has(&self, id: &str) -> bool {
        self.values(id).next().is_some()
    }
}

/// The state of the parser before the next word.
struct Walk {
    command: Command,
    path: String,
    typed: Vec<(String, String)>,
    /// The option that the next word is a value of.
    pending: Option<Arg>,
    /// The number of positional arguments.
    positionals: usize,
    /// `--` has been passed.
    has_dashes: bool,
    /// A program or a profile has been passed.
    is_launch: bool,
    /// `help` has been passed.
    is_help: bool,
}

impl Walk {
    fn new(mut command: Command) -> Self {
        command.build();
        Self {
            command,
            path: String::new(),
            typed: Vec::new(),
            pending: None,
            positionals: 0,
            has_dashes: false,
            is_launch: false,
            is_help: false,
        }
    }

    fn pass(&mut self, word: &str) {
        let is_option = word.starts_with('-') && word != "-" && !self.has_dashes;
        if let Some(option) = self
            .pending
            .take_if(|option| !(is_option && takes_many(option)))
        {
            self.add(&option, word);
            self.pending = Some(option).filter(takes_many);
        } else if self.is_launch {
            // The word belongs to the program.
        } else if word == "--" && !self.has_dashes {
            self.has_dashes = true;
        } else if is_option {
            self.pass_option(word);
        } else {
            self.pass_positional(word);
        }
    }

    fn pass_option(&mut self, word: &str) {
        self.pending = None;
        if let Some(long) = word.strip_prefix("--") {
            let (name, value) = split_value(long);
            if let Some(option) = self.long(name).cloned() {
                self.pass_value(option, value);
            }
            return;
        }
        for (index, letter) in word.char_indices().skip(1) {
            let Some(option) = self.short(letter).cloned() else {
                return;
            };
            let rest = &word[index + letter.len_utf8()..];
            let takes_value = option.get_action().takes_values();
            self.pass_value(
                option,
                Some(rest).filter(|rest| takes_value && !rest.is_empty()),
            );
            if takes_value {
                return;
            }
        }
    }

    fn pass_value(&mut self, option: Arg, value: Option<&str>) {
        if value.is_none() && option.get_action().takes_values() {
            self.pending = Some(option);
        } else {
            self.add(&option, value.unwrap_or_default());
        }
    }

    fn pass_positional(&mut self, word: &str) {
        let takes_command = self.command.has_subcommands() && !self.has_dashes;
        let is_launch = self.path.is_empty() && self.has_profile();
        if self.path.is_empty() && !self.is_help && word == HELP && takes_command {
            self.is_help = true;
        } else if takes_command
            && !is_launch
            && let Some(found) = self.command.find_subcommand(word).cloned()
        {
            let blank = if self.path.is_empty() { "" } else { " " };
            self.path = format!("{}{blank}{}", self.path, found.get_name());
            self.command = found;
        } else if self.path.is_empty() {
            self.is_launch = true;
        } else {
            if let Some(arg) = self.positional().cloned() {
                self.add(&arg, word);
            }
            self.positionals += 1;
        }
    }

    fn stop(self, word: &str) -> Cursor {
        let (mut fixed, mut rest) = ("", word);
        let is_option = word.starts_with('-') && !self.has_dashes;
        let place = if let Some(option) = self
            .pending
            .as_ref()
            .filter(|it| !(is_option && takes_many(it)))
        {
            Place::Value(Box::new(option.clone()))
        } else if self.is_launch {
            Place::ProgramArgument
        } else if is_option {
            match self.value_in(word) {
                Some((option, value)) => {
                    (fixed, rest) = word.split_at(word.len() - value.len());
                    Place::Value(Box::new(option.clone()))
                }
                None if word.contains('=') => Place::Nothing,
                None => Place::Option,
            }
        } else {
            self.place_of_positional()
        };
        Cursor {
            place,
            fixed: fixed.to_owned(),
            word: rest.to_owned(),
            command: self.command,
            path: self.path,
            typed: self.typed,
        }
    }

    fn place_of_positional(&self) -> Place {
        if self.is_help {
            Place::Command
        } else if self.path.is_empty() && self.has_profile() {
            Place::Program
        } else if self.path.is_empty() {
            Place::Start
        } else if self.command.has_subcommands() {
            Place::Command
        } else if let Some(arg) = self.positional() {
            if arg.is_last_set() {
                Place::ProgramArgument
            } else {
                Place::Value(Box::new(arg.clone()))
            }
        } else {
            Place::Nothing
        }
    }

    /// Returns the option of a word that also contains its value, and the value.
    fn value_in<'a>(&self, word: &'a str) -> Option<(&Arg, &'a str)> {
        let takes_value = |option: &&Arg| option.get_action().takes_values();
        if let Some(long) = word.strip_prefix("--") {
            let (name, value) = split_value(long);
            return Some((self.long(name).filter(takes_value)?, value?));
        }
        for (index, letter) in word.char_indices().skip(1) {
            let option = self.short(letter)?;
            if takes_value(&option) {
                let value = &word[index + letter.len_utf8()..];
                return (!value.is_empty()).then_some((option, value));
            }
        }
        None
    }

    /// Returns the positional argument of the next word. One behind `--` is the last.
    fn positional(&self) -> Option<&Arg> {
        let all: Vec<&Arg> = self.command.get_positionals().collect();
        let last = all.iter().find(|arg| arg.is_last_set() && self.has_dashes);
        let takes_rest = |arg: &&&Arg| matches!(arg.get_action(), ArgAction::Append);
        last.or_else(|| all.get(self.positionals))
            .or_else(|| all.iter().find(takes_rest))
            .filter(|arg| self.has_dashes || !arg.is_last_set())
            .copied()
    }

    fn has_profile(&self) -> bool {
        self.typed.iter().any(|(id, _)| id == "profile")
    }

    fn long(&self, name: &str) -> Option<&Arg> {
        (self.command.get_arguments()).find(|arg| arg.get_long() == Some(name))
    }

    fn short(&self, letter: char) -> Option<&Arg> {
        (self.command.get_arguments()).find(|arg| arg.get_short() == Some(letter))
    }

    fn add(&mut self, arg: &Arg, value: &str) {
        self.typed
            .push((arg.get_id().to_string(), value.to_owned()));
    }
}

/// Returns whether an option takes all words up to the next option.
fn takes_many(option: &Arg) -> bool {
    option
        .get_num_args()
        .is_some_and(|range| range.max_values() > 1)
}

fn split_value(word: &str) -> (&str, Option<&str>) {
    match word.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (word, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the command and the place of the last word.
    fn found(line: &str) -> (String, String) {
        let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let word = words.pop().unwrap();
        let cursor = Cursor::find(&words, &word);
        let place = match &cursor.place {
            Place::Value(arg) => format!("{}{} {}", cursor.fixed, cursor.word, arg.get_id()),
            place => format!("{place:?}"),
        };
        (cursor.path, place)
    }

    #[test]
    fn options_stand_before_the_profile() {
        for (line, place) in [
            ("", "Start"),
            ("hou", "Start"),
            ("-n --refresh -vq hou", "Start"),
            ("-P /studio -P/more --profile-dir=/x hou", "Start"),
            ("-- lis", "Start"),
            ("-P ", " profile_dir"),
            ("--profile-dir=/stu", "--profile-dir=/stu profile_dir"),
            ("-n --pro", "Option"),
            ("-", "Option"),
            ("--unknown=x", "Nothing"),
            ("-p ", " profile"),
            ("--profile=hu", "--profile=hu profile"),
            ("-np hu", "hu profile"),
            ("-nphu", "-nphu profile"),
            ("-P/stu", "-P/stu profile_dir"),
            ("-xphu", "Option"),
            ("-p husk ", "Program"),
            ("-p husk list", "Program"),
            ("-p husk list ", "ProgramArgument"),
            ("-phusk list -", "ProgramArgument"),
            ("houdini ", "ProgramArgument"),
            ("houdini -", "ProgramArgument"),
            ("houdini list --format=", "ProgramArgument"),
            ("-- houdini -", "ProgramArgument"),
        ] {
            assert_eq!(found(line), (String::new(), place.to_owned()), "{line}");
        }
    }

    #[test]
    fn a_command_has_its_own_arguments() {
        for (line, path, place) in [
            ("list ", "list", " profile"),
            ("list -", "list", "Option"),
            ("list houdini ", "list", "Nothing"),
            ("list houdini -", "list", "Option"),
            ("list houdini x", "list", "Nothing"),
            ("-q list ", "list", " profile"),
            ("list -P /studio ", "list", " profile"),
            ("env --format ", "env", " format"),
            ("env --format json hou", "env", "hou profile"),
            ("env --format=j", "env", "--format=j format"),
            ("env --unset=j", "env", "Nothing"),
            ("bundle ", "bundle", "Command"),
            ("bundle export x.pem hou", "bundle export", "hou profile"),
            ("doctor houdini clock ", "doctor", " checks"),
            ("doctor --merge a b", "doctor", "b merge"),
            ("doctor --merge a --no", "doctor", "Option"),
            ("doctor --merge a --nodes ", "doctor", " nodes"),
            ("shim add a -- -", "shim add", "- profiles"),
            ("shortcut add a b", "shortcut add", "Nothing"),
            ("shortcut add a -- b", "shortcut add", "ProgramArgument"),
            ("help ", "", "Command"),
            ("help bundle p", "bundle", "Command"),
            ("schema ", "schema", "Nothing"),
        ] {
            assert_eq!(found(line), (path.to_owned(), place.to_owned()), "{line}");
        }
    }
}

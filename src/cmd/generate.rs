//! What is generated from the command line and the types: completions, the manual page, the schema.

use std::io;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, Command, ValueHint};
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};

use super::Context;
use crate::cli;
use crate::error::{Error, Result};
use crate::profile::{self, BASE, RESERVED};

/// How the command line names a profile that is an argument.
const PROFILE: &str = "profile";

/// The JSON Schema of a profile.
pub fn schema(context: &Context) -> Result<u8> {
    let text = serde_json::to_string_pretty(&profile::schema())
        .map_err(|error| Error::new(error.to_string()))?;
    context.ui.print(text + "\n")?;
    Ok(0)
}

/// Completions for a shell, with the names of the profiles that there are now.
pub fn completions(context: &Context, shell: Shell) -> Result<u8> {
    let mut names = context.layers.names();
    names.retain(|name| is_word(name) && !RESERVED.contains(&name.as_str()));
    let mut command = with_names(command(), &PossibleValuesParser::new(&names));
    // Built now, it keeps its options to itself: what stands after a profile is the program's.
    command.build();
    for name in names.iter().filter(|name| *name != BASE) {
        command = command.subcommand(start(context, name));
    }
    let mut out = Vec::new();
    clap_complete::generate(shell, &mut command, "sglaunch", &mut out);
    if shell == Shell::Fish {
        out.extend(fish_names(&command, &names).into_bytes());
    }
    context.ui.print(out)?;
    Ok(0)
}

/// The command line without clap's `help` command, which has every other one once more below it.
fn command() -> Command {
    cli::command().disable_help_subcommand(true)
}

/// Whether a name can stand in the scripts as it is: their generators do not quote names.
fn is_word(name: &str) -> bool {
    !name.starts_with('-')
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

/// The command and those below it, their profiles being one of `names`.
fn with_names(command: Command, names: &PossibleValuesParser) -> Command {
    let command = command.mut_subcommands(|sub| with_names(sub, names));
    if takes_profile(&command) {
        command.mut_arg(PROFILE, |arg| arg.value_parser(names.clone()))
    } else {
        command
    }
}

fn takes_profile(command: &Command) -> bool {
    command.get_arguments().any(|arg| arg.get_id() == PROFILE)
}

/// A profile as the command that it is to the shell, with any arguments.
fn start(context: &Context, name: &str) -> Command {
    let profile = context.profile(name).ok();
    let description = profile.and_then(|profile| profile.settings.description);
    let about =
        description.map_or_else(|| format!("Start {name}"), |written| plain(&written.value));
    let args = Arg::new("args")
        .num_args(0..)
        .trailing_var_arg(true)
        .value_hint(ValueHint::AnyPath);
    Command::new(name.to_owned())
        .bin_name(format!("sglaunch {name}"))
        .about(about)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(args)
}

/// The first line of a text, its quotes straight: PowerShell takes the others for the end of a string, which clap does
/// not know.
fn plain(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    line.replace(['\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'], "'")
}

/// clap writes no arguments for fish, only options, and nothing after `-p`: there its script fails to read the line.
fn fish_names(command: &Command, names: &[String]) -> String {
    let commands_of = |command: &Command| {
        let subs = command.get_subcommands().filter(|sub| takes_profile(sub));
        subs.map(Command::get_name).collect::<Vec<_>>().join(" ")
    };
    let mut conditions = vec![
        "contains -- (commandline -opc)[-1] -p --profile".to_owned(),
        format!("__fish_sglaunch_using_subcommand {}", commands_of(command)),
    ];
    for sub in command.get_subcommands() {
        let below = commands_of(sub);
        if !below.is_empty() {
            let using = format!("__fish_sglaunch_using_subcommand {}", sub.get_name());
            conditions.push(format!("{using}; and __fish_seen_subcommand_from {below}"));
        }
    }
    let names = names.join(" ");
    let lines = conditions
        .iter()
        .map(|condition| format!("complete -c sglaunch -n \"{condition}\" -f -a \"{names}\""));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// The manual page, for `man -l -`.
pub fn man(context: &Context) -> Result<u8> {
    let mut out = Vec::new();
    write_man(&mut out)
        .map_err(|error| Error::new(format!("the manual page cannot be made: {error}")))?;
    context.ui.print(out)?;
    Ok(0)
}

/// The page has no date of its own. An empty one would be left out, and the version take its place.
const NO_DATE: &str = " ";

fn write_man(out: &mut Vec<u8>) -> io::Result<()> {
    let mut command = command();
    command.build();
    let man = Man::new(command.clone())
        .title("SGLAUNCH")
        .date(NO_DATE)
        .manual("User Commands");
    man.render_title(out)?;
    unbroken().to_writer(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    section("DESCRIPTION", |roff| paragraphs(roff, DESCRIPTION)).to_writer(out)?;
    man.render_options_section(out)?;
    let examples = command
        .get_after_help()
        .map(ToString::to_string)
        .unwrap_or_default();
    for rest in [
        section("COMMANDS", |roff| commands(roff, &command, "")),
        section("ENVIRONMENT", |roff| definitions(roff, ENVIRONMENT)),
        section("FILES", |roff| definitions(roff, FILES)),
        section("EXIT STATUS", |roff| definitions(roff, cli::EXIT_CODES)),
        section("EXAMPLES", |roff| definitions(roff, &examples)),
        section("SEE ALSO", |roff| paragraphs(roff, SEE_ALSO)),
    ] {
        rest.to_writer(out)?;
    }
    Ok(())
}

const DESCRIPTION: &str = "\
sglaunch reads the profile of a program, merges the certificates that the operating system, the studio and Mozilla trust \
into one file in a cache directory, and execs the program. In the program's environment SHOTGUN_API_CACERTS, \
SSL_CERT_FILE, REQUESTS_CA_BUNDLE and further variables of the profile name that file, so that every HTTPS client trusts \
the same certificates. sglaunch needs no administrator rights, changes nothing on the machine and opens no connection.

The first argument is a profile, optionally with a version: houdini@20.5 is the newest 20.5 that is installed. An argument \
with a slash is a program, started under the profile with the name of the file, or under defaults.

Options come before the profile. Everything after it belongs to the program, --help and -n included.";

/// Every variable that sglaunch reads or sets, in the form of the command line's own lists.
const ENVIRONMENT: &str = "\
Environment:
  SGLAUNCH_CACHE_DIR  directory of bundles, instead of ~/.cache/sglaunch; best on a local disk
  SGLAUNCH_CONFIG_DIR  directory of your profiles and trusted certificates, instead of ~/.config/sglaunch
  SGLAUNCH_DATA_DIR  directory of shims and the list of shortcuts, instead of ~/.local/share/sglaunch
  SGLAUNCH_DEBUG  if set, the certifi hook prints why it failed
  SGLAUNCH_PROFILE_PATH  directories of profiles, between the machine's and the user's; the first one wins
  SGLAUNCH_ROOT  directory in which absolute programs, /etc/sglaunch and the system's store are looked up
  SGLAUNCH_STATE_DIR  directory of the log of launches without a terminal, instead of ~/.local/state/sglaunch
  SGLAUNCH_CERTIFI  set for the program if the profile has ca.certifi: the bundle
  SGLAUNCH_DEPTH  set for the program: the number of nested launches; more than 10 are an error
  SGLAUNCH_INHERITED  set for the program: the CA files that a nested launch merges in
  SGLAUNCH_PROFILE  set for the program: the name of its profile
  SHOTGUN_API_CACERTS, SSL_CERT_FILE, REQUESTS_CA_BUNDLE  set for the program: the bundle; files that they name before \
are merged into it
  AWS_CA_BUNDLE, AYON_CA_FILE, CURL_CA_BUNDLE, GIT_SSL_CAINFO, GRPC_DEFAULT_SSL_ROOTS_FILE_PATH, HTTPLIB2_CA_CERTS, \
NODE_EXTRA_CA_CERTS, PIP_CERT  the same, unless ca.variables in the profile has another list
  SSL_CERT_DIR  directories of certificates that are merged in; set to an empty directory if OpenSSL must not search \
its own
  PYTHONPATH  the certifi hook is put in front if the profile has ca.certifi
  DISPLAY, WAYLAND_DISPLAY  without both, --window shows no dialog
  HFS  the installation directory of Houdini; the built-in profiles of Houdini prefer it
  HOME  the home directory; without it there are no user profiles
  LC_ALL, LC_CTYPE, LANG  if they do not select UTF-8, the tools that show a dialog get LC_ALL=C.UTF-8
  NO_COLOR  if set, messages have no colour
  PATH  where bare names of programs are searched, and the tools that show a dialog
  SHELL  the shell for which `shim add` prints its line
  TMPDIR  directory of bundles if neither the cache nor XDG_RUNTIME_DIR can be written
  XDG_CACHE_HOME, XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME  replace ~/.cache, ~/.config, ~/.local/share and \
~/.local/state
  XDG_CURRENT_DESKTOP  decides between zenity and kdialog, and whether a shortcut is marked as trusted for GNOME
  XDG_DATA_DIRS  where the vendors' desktop entries are searched
  XDG_RUNTIME_DIR  directory of bundles if the cache cannot be written
  ZDOTDIR  directory of the start-up file of zsh that `shim add` names
  COMPUTERNAME, LOCALAPPDATA, PATHEXT, ProgramData, USERNAME, USERPROFILE  on Windows: the machine's name, the \
directory of installed Pythons, the extensions of programs, the directory of all users, the user's name and home directory
";

/// Every file that sglaunch reads or writes on Linux, in the same form.
const FILES: &str = "\
Files:
  /etc/sglaunch/profiles/*.yaml  profiles of the machine
  /etc/sglaunch/ca.d/  certificates that all users trust, in every profile
  ~/.config/sglaunch/profiles/*.yaml  profiles of the user, which win over those of the machine
  ~/.config/sglaunch/ca.d/  certificates that the user trusts, in every profile
  ~/.cache/sglaunch/bundles/*.pem  bundles, named after their SHA-256
  ~/.cache/sglaunch/recipes/*.json  records of what a bundle was built from
  ~/.cache/sglaunch/empty/  an empty directory for SSL_CERT_DIR
  ~/.cache/sglaunch/hooks/  the certifi hook
  ~/.local/share/sglaunch/shims/  shims
  ~/.local/share/sglaunch/shortcuts.json  places of shortcuts outside the menu and the desktop
  ~/.local/share/applications/sglaunch-*.desktop  shortcuts in the menu
  ~/.local/state/sglaunch/sglaunch.log  the log of launches without a terminal; sglaunch.log.1 is its predecessor
  /etc/ssl/certs/, /etc/pki/  the system's store: the first bundle file that exists, and the files in the directories
  /etc/ca-certificates.conf  certificates that are deselected on Debian
  /etc/pki/ca-trust/source/, /usr/share/pki/ca-trust-source/, /etc/ca-certificates/trust-source/, \
/usr/share/ca-certificates/trust-source/, /etc/pki/trust/, /usr/share/pki/trust/  the blocklists of p11-kit, and \
certificates there that are distrusted
  On macOS  /Library/Application Support/sglaunch and the same below ~, ~/Library/Caches/sglaunch, ~/Library/Logs/sglaunch
  On Windows  %ProgramData%\\sglaunch, %APPDATA%\\sglaunch, %LOCALAPPDATA%\\sglaunch
";

const SEE_ALSO: &str = "env(1), openssl-verify(1), trust(1), update-ca-certificates(8)";

/// Paths and names are to be copied from the page, so no word is cut, and no gap is widened.
fn unbroken() -> Roff {
    let mut roff = Roff::new();
    roff.control("nh", []).control("ad", ["l"]);
    roff
}

fn section(heading: &str, write: impl FnOnce(&mut Roff)) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", [heading]);
    write(&mut roff);
    roff
}

fn paragraphs(roff: &mut Roff, text: &str) {
    for paragraph in text.split("\n\n") {
        roff.control("PP", []).text([roman(paragraph)]);
    }
}

/// The lines of a list below its heading. What is explained stands before two spaces, or else is the first word and,
/// after a comma, the next.
fn definitions(roff: &mut Roff, list: &str) {
    for line in list.lines().skip(1).map(str::trim) {
        let (what, text) = line.split_once("  ").unwrap_or_else(|| after_words(line));
        roff.control("TP", [])
            .text([bold(what)])
            .text([roman(text.trim_start())]);
    }
}

fn after_words(line: &str) -> (&str, &str) {
    let ends = line.match_indices(' ').map(|(end, _)| end);
    let end = ends.into_iter().find(|end| !line[..*end].ends_with(','));
    line.split_at(end.unwrap_or(line.len()))
}

/// Every command that does something, with its arguments and options.
fn commands(roff: &mut Roff, command: &Command, before: &str) {
    for sub in command.get_subcommands() {
        let name = format!("{before}{}", sub.get_name());
        if sub.has_subcommands() {
            commands(roff, sub, &format!("{name} "));
            continue;
        }
        let about = sub.get_about().map(ToString::to_string).unwrap_or_default();
        let own = || {
            sub.get_arguments()
                .filter(|arg| !arg.is_global_set() && arg.get_id() != "help")
        };
        let heading = std::iter::once(bold(name)).chain(own().flat_map(argument));
        roff.control("TP", [])
            .text(heading.collect::<Vec<_>>())
            .text([roman(about)]);
        own().for_each(|arg| values(roff, arg));
    }
}

/// An argument as in a synopsis.
fn argument(arg: &Arg) -> Vec<Inline> {
    let (open, close) = if arg.is_required_set() {
        (" ", "")
    } else {
        (" [", "]")
    };
    let is_many = matches!(arg.get_action(), ArgAction::Append);
    let value = arg.get_value_names().unwrap_or_default().join(" ");
    let mut parts = vec![roman(open)];
    if let Some(long) = arg.get_long() {
        parts.push(bold(format!("--{long}")));
    }
    if arg.get_action().takes_values() {
        let space = if arg.is_positional() { "" } else { " " };
        parts.extend([roman(space), italic(value)]);
    }
    parts.push(roman(close));
    parts.push(roman(if is_many { "..." } else { "" }));
    parts
}

/// What an argument can be, where that is a choice: one by one if there is something to say of each.
fn values(roff: &mut Roff, arg: &Arg) {
    let values = arg.get_possible_values();
    if values.is_empty() || !arg.get_action().takes_values() {
        return;
    }
    roff.control("RS", []);
    if values.iter().any(|value| value.get_help().is_some()) {
        for value in &values {
            let help = value
                .get_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            roff.control("TP", ["12"])
                .text([bold(value.get_name())])
                .text([roman(help)]);
        }
    } else {
        let names: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
        roff.control("PP", []).text([bold(names.join(", "))]);
    }
    roff.control("RE", []);
}

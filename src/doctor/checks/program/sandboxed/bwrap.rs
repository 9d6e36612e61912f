//! bubblewrap (`bwrap(1)`): its options say what is visible, the later wins.

use std::path::{Path, PathBuf};

use super::super::call::Call;
use super::super::words::Word;
use super::Sandbox;
use crate::program::sandbox::{Place, Visibility};
use crate::shell::quote;

/// Options with one argument that have no effect on files.
const ONE_ARGUMENT: [&str; 26] = [
    "--args",
    "--userns",
    "--userns2",
    "--pidns",
    "--uid",
    "--gid",
    "--hostname",
    "--chdir",
    "--remount-ro",
    "--exec-label",
    "--file-label",
    "--proc",
    "--dev",
    "--mqueue",
    "--dir",
    "--seccomp",
    "--add-seccomp-fd",
    "--block-fd",
    "--userns-block-fd",
    "--info-fd",
    "--json-status-fd",
    "--lock-file",
    "--sync-fd",
    "--perms",
    "--size",
    "--argv0",
];

const MORE_ONE_ARGUMENT: [&str; 3] = ["--cap-add", "--cap-drop", "--overlay-src"];

const TWO_ARGUMENTS: [&str; 6] = [
    "--file",
    "--bind-data",
    "--ro-bind-data",
    "--symlink",
    "--chmod",
    "--bind-fd",
];

const BINDS: [&str; 6] = [
    "--bind",
    "--bind-try",
    "--dev-bind",
    "--dev-bind-try",
    "--ro-bind",
    "--ro-bind-try",
];

pub(super) fn find(call: &Call, place: &Place) -> Option<Sandbox> {
    let (_, args) = call.arguments(&["bwrap"])?;
    let cache = quote(place.cache.as_os_str());
    let whole = call.path.display();
    Some(Sandbox {
        kind: "a bubblewrap sandbox".to_owned(),
        visibility: visibility(args, place),
        details: Vec::new(),
        remedy: format!(
            "add `--ro-bind {cache} {cache}` to the options of bwrap in {whole}, as the last one"
        ),
        commands: Vec::new(),
    })
}

/// Returns what the options show.
fn visibility(args: &[Word], place: &Place) -> Visibility {
    let mut visibility = Visibility::Hidden;
    let mut keeps_variables = true;
    let mut words = args.iter();
    while let Some(word) = words.next() {
        let Word::Text(option) = word else {
            return Visibility::Unknown;
        };
        match option.as_str() {
            bind if BINDS.contains(&bind) => {
                let (from, to) = (path(words.next()), path(words.next()));
                match (from, to) {
                    (Some(from), Some(to)) => {
                        let Ok(below) = place.bundle.strip_prefix(&to) else {
                            continue;
                        };
                        let is_same = joined(&from, below) == place.bundle;
                        visibility = if is_same {
                            Visibility::Visible
                        } else {
                            Visibility::Hidden
                        };
                    }
                    (_, Some(to)) if !place.is_below(&to) => {}
                    _ => visibility = Visibility::Unknown,
                }
            }
            "--tmpfs" | "--overlay" | "--tmp-overlay" => match path(words.next()) {
                Some(dir) if place.is_below(&dir) => visibility = Visibility::Hidden,
                Some(_) => {}
                None => visibility = Visibility::Unknown,
            },
            "--clearenv" => keeps_variables = false,
            "--setenv" => {
                let name = words.next().and_then(Word::text);
                keeps_variables |= name == Some("SSL_CERT_FILE");
                words.next();
            }
            "--unsetenv" => {
                let name = words.next().and_then(Word::text);
                keeps_variables &= name != Some("SSL_CERT_FILE");
            }
            "--args" => return Visibility::Unknown,
            "--" => break,
            one if ONE_ARGUMENT.contains(&one) || MORE_ONE_ARGUMENT.contains(&one) => {
                words.next();
            }
            two if TWO_ARGUMENTS.contains(&two) => {
                words.nth(1);
            }
            option if option.starts_with("--") => {}
            // The program.
            _ => break,
        }
    }
    match visibility {
        Visibility::Visible if !keeps_variables => Visibility::NoVariables,
        visibility => visibility,
    }
}

fn path(word: Option<&Word>) -> Option<PathBuf> {
    word.and_then(Word::text).map(PathBuf::from)
}

/// Joins paths, of which the second may be empty: then the first is a file.
fn joined(from: &Path, below: &Path) -> PathBuf {
    if below.as_os_str().is_empty() {
        from.to_owned()
    } else {
        from.join(below)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_option_decides() {
        let bundle = Path::new("/home/a/.cache/sglaunch/bundles/1.pem");
        let place = Place {
            bundle,
            cache: super::super::cache_of(bundle),
            home: None,
        };
        for (options, expected) in [
            ("--ro-bind / / prog", Visibility::Visible),
            ("--ro-bind /usr /usr prog", Visibility::Hidden),
            ("--bind / / --tmpfs /home prog", Visibility::Hidden),
            (
                "--bind / / --tmpfs /home --bind-try /home /home -- prog",
                Visibility::Visible,
            ),
            (
                "--tmpfs /home --bind / / --unshare-all prog",
                Visibility::Visible,
            ),
            ("--bind /other /home prog", Visibility::Hidden),
            ("--bind / / --clearenv prog", Visibility::NoVariables),
            (
                "--bind / / --clearenv --setenv SSL_CERT_FILE x prog",
                Visibility::Visible,
            ),
            ("--bind / / prog --tmpfs /home", Visibility::Visible),
            ("--bind ? / prog", Visibility::Unknown),
            ("--bind / / --tmpfs ? prog", Visibility::Unknown),
            ("--bind / / --bind ? /tmp prog", Visibility::Visible),
            ("--args 3", Visibility::Unknown),
        ] {
            let words: Vec<Word> = (options.split(' '))
                .map(|word| match word {
                    "?" => Word::Unknown,
                    text => Word::Text(text.to_owned()),
                })
                .collect();
            assert_eq!(visibility(&words, &place), expected, "{options}");
        }
    }
}

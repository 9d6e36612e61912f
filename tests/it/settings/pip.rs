//! pip's `cert`.

use std::collections::BTreeSet;

use super::{Situation, named, printed};
use crate::clients::environment;

/// Prints the CA files of all commands of pip.
const CODE: &str = "
from pip._internal.commands import commands_dict, create_command
for name in commands_dict:
    if name not in ('help', 'hash', 'completion'):
        command = create_command(name)
        print(command.parse_args([])[0].cert or '')
";

const SITUATIONS: &[Situation] = &[
    Situation {
        files: &[(".config/pip/pip.conf", "[global]\ncert = HOME/a.pem\n")],
        env: &[],
    },
    Situation {
        files: &[
            (".config/pip/pip.conf", "[global]\nCert: ~/a.pem\n"),
            (
                ".pip/pip.conf",
                "[global]\ncert = HOME/b.pem\n[install]\n--cert = HOME/c.pem\n",
            ),
        ],
        env: &[],
    },
    Situation {
        files: &[(".pip/pip.conf", "[global]\ncert = HOME/b.pem\n")],
        env: &[],
    },
    Situation {
        files: &[
            (
                "xdg/pip/pip.conf",
                "[download]\ncert = HOME/d.pem\n[DEFAULT]\ncert = HOME/e.pem\n[global]\n",
            ),
            (".config/pip/pip.conf", "[global]\ncert = HOME/b.pem\n"),
        ],
        env: &[("XDG_CONFIG_HOME", "HOME/xdg")],
    },
    // A file that the environment names replaces the user's, not that of a virtual environment.
    Situation {
        files: &[
            ("named", "[global]\ncert = HOME/a.pem\n"),
            (
                ".config/pip/pip.conf",
                "[global]\ncert = HOME/b.pem\n[install]\ncert = HOME/c.pem\n",
            ),
        ],
        env: &[("PIP_CONFIG_FILE", "HOME/named")],
    },
    Situation {
        files: &[(".config/pip/pip.conf", "[global]\ncert = HOME/b.pem\n")],
        env: &[("PIP_CONFIG_FILE", "HOME/missing")],
    },
    Situation {
        files: &[(".config/pip/pip.conf", "[global]\ncert = HOME/b.pem\n")],
        env: &[("PIP_CONFIG_FILE", "")],
    },
    Situation {
        files: &[(".config/pip/pip.conf", "[global]\ncert = HOME/b.pem\n")],
        env: &[("PIP_CONFIG_FILE", "/dev/null")],
    },
    // An empty value hides an earlier one.
    Situation {
        files: &[
            (".pip/pip.conf", "[global]\ncert = HOME/b.pem\n"),
            (".config/pip/pip.conf", "[global]\ncert =\n"),
        ],
        env: &[],
    },
    Situation {
        files: &[(
            ".config/pip/pip.conf",
            "# c\n[global]\n; c\n\ncert = HOME/a b.pem\ntimeout = 5\n[ install ]\ncert = HOME/c.pem\n",
        )],
        env: &[],
    },
    Situation {
        files: &[
            ("etc/one/pip/pip.conf", "[global]\ncert = HOME/a.pem\n"),
            (
                "etc/two/pip/pip.conf",
                "[global]\ncert = HOME/b.pem\n[list]\ncert = no/relative.pem\n",
            ),
        ],
        env: &[
            ("XDG_CONFIG_DIRS", "HOME/etc/one:HOME/etc/two"),
            ("SGLAUNCH_ROOT", "/"),
        ],
    },
];

#[test]
#[cfg_attr(windows, ignore = "the paths are those of Linux")]
#[cfg_attr(target_os = "macos", ignore = "the paths are those of Linux")]
fn the_files_are_those_of_pip() {
    let Some(python) = environment("settings::pip::the_files_are_those_of_pip", "3.11") else {
        return;
    };
    let mut count = 0;
    for (number, situation) in SITUATIONS.iter().enumerate() {
        let sandbox = situation.sandbox();
        let home = sandbox.home();
        // This machine may have settings of its own.
        let is_own = |path: &String| path.starts_with(home.to_str().expect("UTF-8"));
        let printed = printed(&sandbox, &python, &["-c", CODE]);
        let paths = printed.lines().filter(|path| !path.is_empty());
        let paths = paths.map(|path| home.join(path).to_str().expect("UTF-8").to_owned());
        let expected: BTreeSet<String> = paths.filter(is_own).collect();
        count += expected.len();
        let found = named(&sandbox).into_iter().map(|(_, path)| path);
        let found: BTreeSet<String> = found.filter(is_own).collect();
        assert_eq!(found, expected, "{number}");
    }
    assert!(count > 10, "{count}");
}

#[test]
#[cfg_attr(windows, ignore = "the paths are those of Linux")]
fn the_file_of_a_virtual_environment_hides_others() {
    let situation = Situation {
        files: &[
            (".config/pip/pip.conf", "[global]\ncert = /no/a.pem\n"),
            ("venv/pip.conf", "[global]\ntimeout = 5\ncert = ~/b.pem\n"),
        ],
        env: &[("VIRTUAL_ENV", "HOME/venv")],
    };
    let sandbox = situation.sandbox();
    let in_home = |path: &str| sandbox.home().join(path).display().to_string();
    let expected = (in_home("venv/pip.conf"), in_home("b.pem"));
    assert_eq!(named(&sandbox), BTreeSet::from([expected]));
}

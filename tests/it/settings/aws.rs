//! AWS' `ca_bundle`.

use super::{Situation, named, printed};
use crate::clients::environment;

/// Prints the CA file of the profile.
const CODE: &str = "
from botocore.session import Session
print(Session().get_config_variable('ca_bundle') or '')
";

const SITUATIONS: &[Situation] = &[
    Situation {
        files: &[(".aws/config", "[default]\nca_bundle = /no/a.pem\n")],
        env: &[],
    },
    Situation {
        files: &[(
            ".aws/config",
            "[default]\nCA_BUNDLE: /no/a.pem\n[profile x]\nca_bundle=/no/b.pem\n",
        )],
        env: &[("AWS_PROFILE", "x")],
    },
    Situation {
        files: &[(
            ".aws/config",
            "[default]\nca_bundle = /no/a.pem\n[profile x]\nca_bundle=/no/b.pem\n",
        )],
        env: &[("AWS_DEFAULT_PROFILE", "x"), ("AWS_PROFILE", "default")],
    },
    Situation {
        files: &[(
            ".aws/config",
            "[default]\nca_bundle = /no/a.pem\n[profile x]\n",
        )],
        env: &[("AWS_PROFILE", "x")],
    },
    Situation {
        files: &[(".aws/config", "[default]\nca_bundle = /no/a.pem\n")],
        env: &[("AWS_PROFILE", "missing")],
    },
    Situation {
        files: &[(".aws/config", "[default]\nca_bundle = /no/a.pem\n")],
        env: &[("AWS_PROFILE", "")],
    },
    Situation {
        files: &[(".aws/config", "[x]\nca_bundle = /no/a.pem\n")],
        env: &[("AWS_PROFILE", "x")],
    },
    Situation {
        files: &[(
            ".aws/config",
            "[default]\nca_bundle = /no/a.pem\n[profile default]\nregion = b\n",
        )],
        env: &[],
    },
    Situation {
        files: &[(".aws/config", "[profile \"x y\"]\nca_bundle = /no/a.pem\n")],
        env: &[("AWS_PROFILE", "x y")],
    },
    Situation {
        files: &[(
            ".aws/config",
            "[DEFAULT]\nca_bundle = /no/a.pem\n[default]\nregion = b\n",
        )],
        env: &[],
    },
    // A tilde is not expanded.
    Situation {
        files: &[(".aws/config", "[default]\nca_bundle = ~/a.pem\n")],
        env: &[],
    },
    // A nested setting of another name.
    Situation {
        files: &[(".aws/config", "[default]\ns3 =\n  ca_bundle = /no/a.pem\n")],
        env: &[],
    },
    Situation {
        files: &[
            (".aws/config", "[default]\nca_bundle = /no/a.pem\n"),
            ("named", "[default]\nca_bundle = no/b.pem\n"),
        ],
        env: &[("AWS_CONFIG_FILE", "~/named")],
    },
    Situation {
        files: &[(".aws/config", "[default]\nca_bundle = /no/a.pem\n")],
        env: &[("AWS_CONFIG_FILE", "HOME/missing")],
    },
];

#[test]
#[cfg_attr(windows, ignore = "the paths are those of Linux")]
fn the_file_is_that_of_botocore() {
    let Some(python) = environment("settings::aws::the_file_is_that_of_botocore", "3.11") else {
        return;
    };
    let mut count = 0;
    for (number, situation) in SITUATIONS.iter().enumerate() {
        let sandbox = situation.sandbox();
        let printed = printed(&sandbox, &python, &["-c", CODE]);
        let expected = printed.lines().next().filter(|path| !path.is_empty());
        let expected = expected.map(|path| sandbox.home().join(path).display().to_string());
        count += expected.iter().count();
        let found: Vec<String> = named(&sandbox).into_iter().map(|(_, path)| path).collect();
        assert_eq!(found, Vec::from_iter(expected), "{number}");
    }
    assert!(count > 6, "{count}");
}

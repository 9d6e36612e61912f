//! git's `http.sslCAInfo` and `http.<url>.sslCAInfo`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Situation, named, printed};
use crate::clients::tool_or_skip;
use crate::sandbox::Sandbox;
use crate::system;
use crate::tls_server::Authority;

const NO_SYSTEM: (&str, &str) = ("GIT_CONFIG_NOSYSTEM", "1");

const SITUATIONS: &[Situation] = &[
    Situation {
        files: &[(".gitconfig", "[http]\n\tsslCAInfo = /no/a.pem\n")],
        env: &[NO_SYSTEM],
    },
    Situation {
        files: &[
            (".gitconfig", "[http]\nsslCAInfo = /no/a.pem\n"),
            (
                ".config/git/config",
                "[http]\nsslCAInfo = /no/b.pem\n[http \"https://x\"]\nsslCAInfo = /no/c.pem\n",
            ),
        ],
        env: &[NO_SYSTEM],
    },
    Situation {
        files: &[
            ("xdg/git/config", "[http]\nsslCAInfo = ~/x.pem\n"),
            (".config/git/config", "[http]\nsslCAInfo = /no/b.pem\n"),
        ],
        env: &[NO_SYSTEM, ("XDG_CONFIG_HOME", "HOME/xdg")],
    },
    Situation {
        files: &[
            (".gitconfig", "[http]\nsslCAInfo = /no/a.pem\n"),
            ("global", "[http]\nsslCAInfo = no/relative.pem\n"),
        ],
        env: &[NO_SYSTEM, ("GIT_CONFIG_GLOBAL", "HOME/global")],
    },
    Situation {
        files: &[(".gitconfig", "[http]\nsslCAInfo = /no/a.pem\n")],
        env: &[NO_SYSTEM, ("GIT_CONFIG_GLOBAL", "/dev/null")],
    },
    Situation {
        files: &[(".gitconfig", "[http]\nsslCAInfo = /no/a.pem\n")],
        env: &[NO_SYSTEM, ("GIT_CONFIG_GLOBAL", "")],
    },
    Situation {
        files: &[
            (
                "system",
                "[http]\nsslCAInfo = /no/a.pem\n[http \"https://x/Y\"]\nsslCAInfo = /no/b.pem\n",
            ),
            (".gitconfig", "[http]\nsslCAInfo = /no/c.pem\n"),
        ],
        env: &[("GIT_CONFIG_SYSTEM", "HOME/system")],
    },
    Situation {
        files: &[("system", "[http]\nsslCAInfo = /no/a.pem\n")],
        env: &[
            ("GIT_CONFIG_SYSTEM", "HOME/system"),
            ("GIT_CONFIG_NOSYSTEM", "Yes"),
        ],
    },
    Situation {
        files: &[("system", "[http]\nsslCAInfo = /no/a.pem\n")],
        env: &[
            ("GIT_CONFIG_SYSTEM", "HOME/system"),
            ("GIT_CONFIG_NOSYSTEM", "off"),
        ],
    },
    // Includes: relative to the file, below a home, missing, conditional, and overriding.
    Situation {
        files: &[
            (
                ".gitconfig",
                "[http]\nsslCAInfo = /no/a.pem\n[include]\npath = studio/git\npath = ~/gone\n",
            ),
            ("studio/git", "[include]\npath = more\n"),
            ("studio/more", "[http]\nsslCAInfo = /no/b.pem\n"),
        ],
        env: &[NO_SYSTEM],
    },
    Situation {
        files: &[
            (
                "../root/etc/passwd",
                "daemon:x:1:1::/:/bin/sh\nroot:x:0:0::/root:/bin/sh\n",
            ),
            (
                ".gitconfig",
                "[include]\npath = ~/studio\n[http]\nsslCAInfo = /no/a.pem\n",
            ),
            (
                "studio",
                "[http]\nsslCAInfo = /no/b.pem\n[http \"u\"]\nsslCAInfo = ~root/b.pem\n",
            ),
        ],
        env: &[NO_SYSTEM],
    },
    Situation {
        files: &[
            (
                ".gitconfig",
                "[includeIf \"gitdir:~/no/\"]\npath = ~/studio\n",
            ),
            ("studio", "[http]\nsslCAInfo = /no/b.pem\n"),
        ],
        env: &[NO_SYSTEM],
    },
    // An empty value hides an earlier one.
    Situation {
        files: &[(".gitconfig", "[http]\nsslCAInfo = /no/a.pem\nsslCAInfo =\n")],
        env: &[NO_SYSTEM],
    },
    // Names without regard to case, quotes, comments, escapes, continued lines, a BOM, CR LF.
    Situation {
        files: &[(
            ".gitconfig",
            "\u{FEFF}[HTTP]\r\nSSLcainfo = \"/no/a b#\\\"c.pem\" # comment\r\n\
             [http \"https://Example.com\"] sslcainfo = /no/con\\\ntinued.pem ; comment\n",
        )],
        env: &[NO_SYSTEM],
    },
    Situation {
        files: &[(".gitconfig", "[http]\nsslCAInfo = /no/a.pem\n")],
        env: &[
            NO_SYSTEM,
            ("GIT_CONFIG_COUNT", "3"),
            ("GIT_CONFIG_KEY_0", "HTTP.https://X.y/z.sslcainfo"),
            ("GIT_CONFIG_VALUE_0", "~/b.pem"),
            ("GIT_CONFIG_KEY_1", "core.editor"),
            ("GIT_CONFIG_VALUE_1", "vi"),
            ("GIT_CONFIG_KEY_2", "http.sslCAInfo"),
            ("GIT_CONFIG_VALUE_2", "/no/c.pem"),
        ],
    },
    Situation {
        files: &[("included", "[http]\nsslCAInfo = /no/a.pem\n")],
        env: &[
            NO_SYSTEM,
            ("GIT_CONFIG_COUNT", "1"),
            ("GIT_CONFIG_KEY_0", "include.path"),
            ("GIT_CONFIG_VALUE_0", "~/included"),
        ],
    },
];

/// Returns the values that git has, without those that are hidden or empty, each with its origin.
fn of_git(git: &Path, sandbox: &Sandbox) -> BTreeSet<(String, String)> {
    let pattern = r"^http\.(.*\.)?sslcainfo$";
    let args = [
        "config",
        "--null",
        "--show-origin",
        "--type=path",
        "--get-regexp",
    ];
    let printed = printed(sandbox, git, &[&args[..], &[pattern]].concat());
    let mut parts = printed.split('\0');
    let mut last = BTreeMap::new();
    while let (Some(origin), Some(entry)) = (parts.next(), parts.next()) {
        let (key, value) = entry.split_once('\n').expect("a value");
        last.insert(key, (origin, value));
    }
    let found = last.into_values().filter(|(_, value)| !value.is_empty());
    let home = sandbox.home();
    found
        .map(|(origin, value)| {
            let file = origin.strip_prefix("file:").unwrap_or("command line");
            let path = home.join(value).to_str().expect("UTF-8").to_owned();
            (file.to_owned(), path)
        })
        .collect()
}

#[test]
#[cfg_attr(windows, ignore = "no Windows git here yet")]
fn the_files_are_those_of_git() {
    let Some(git) = tool_or_skip("settings::git::the_files_are_those_of_git", "git") else {
        return;
    };
    let mut count = 0;
    for (number, situation) in SITUATIONS.iter().enumerate() {
        let sandbox = situation.sandbox();
        let expected = of_git(&git, &sandbox);
        count += expected.len();
        let found = named(&sandbox).into_iter().map(|(file, path)| {
            let is_variable = file.starts_with("GIT_CONFIG_");
            (
                if is_variable {
                    "command line".to_owned()
                } else {
                    file
                },
                path,
            )
        });
        assert_eq!(found.collect::<BTreeSet<_>>(), expected, "{number}");
    }
    assert!(count > 15, "{count}");
}

/// git has one file of the system, at a path that is compiled in.
#[test]
#[cfg_attr(windows, ignore = "other paths")]
fn the_systems_files_are_below_the_root() {
    let sandbox = Sandbox::new();
    let text = "[http]\nsslCAInfo = /no/a.pem\n[include]\npath = /etc/git-studio\n";
    let a = sandbox.write("root/etc/gitconfig", text);
    let text = "[http]\nsslCAInfo = /no/b.pem\n";
    let b = sandbox.write("root/usr/local/etc/gitconfig", text);
    let text = "[http \"https://x\"]\nsslCAInfo = /no/d.pem\n";
    let included = sandbox.write("root/etc/git-studio", text);
    let root = sandbox.path("root");
    let pair = |file: &Path, path: &str| {
        let path = root.join(path);
        (file.display().to_string(), path.display().to_string())
    };
    let included = pair(&included, "no/d.pem");
    let all = [pair(&a, "no/a.pem"), pair(&b, "no/b.pem"), included.clone()];
    assert_eq!(named(&sandbox), BTreeSet::from(all));
    // Whichever git reads, the user's own value hides it.
    let own = sandbox.write("home/.gitconfig", "[http]\nsslCAInfo = /no/c.pem\n");
    let own = (own.display().to_string(), "/no/c.pem".to_owned());
    assert_eq!(named(&sandbox), BTreeSet::from([own, included]));
}

/// In NixOS' images, /etc has links to a directory of the image.
#[test]
#[cfg_attr(windows, ignore = "Wine makes no symbolic links")]
fn links_below_the_root_are_those_of_the_image() {
    let (studio, host) = (Authority::new("Studio"), Authority::new("Host"));
    let sandbox = Sandbox::new();
    let settings = "[http]\nsslCAInfo = /etc/studio.pem\n";
    sandbox.write("root/nix/gitconfig", settings);
    sandbox.write("root/nix/studio.pem", studio.pem());
    let outside = sandbox.write("outside.pem", host.pem());
    sandbox.write("root/etc/pip.conf", "[global]\ncert = /etc/outside.pem\n");
    let link = |target: &Path, name: &str| {
        system::symlink(target, sandbox.path("root/etc").join(name)).expect("a link");
    };
    link("/nix/gitconfig".as_ref(), "gitconfig");
    link("/nix/studio.pem".as_ref(), "studio.pem");
    link(&outside, "outside.pem");
    let path = sandbox.run(["bundle", "path"]).code(0);
    assert!(
        path.stderr.contains("root/etc/outside.pem: "),
        "{}",
        path.stderr
    );
    assert!(sandbox.trusts(&studio.der()));
    assert!(!sandbox.trusts(&host.der()));
}

#[test]
fn files_that_include_each_other_end() {
    const TEXT: &str = "[http]\nsslCAInfo = /no/a.pem\n[include]\npath = .gitconfig\n";
    let situation = Situation {
        files: &[(".gitconfig", TEXT)],
        env: &[NO_SYSTEM],
    };
    let sandbox = situation.sandbox();
    assert_eq!(named(&sandbox).len(), 1);
    sandbox.write("home/.gitconfig", TEXT.repeat(20));
    assert_eq!(named(&sandbox).len(), 1);
}

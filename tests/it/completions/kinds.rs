//! The shells as users set them up, with a key of the tests that inserts every candidate.

use super::session::Kind;
use super::studio::HOSTILE;

/// Without `$( )` in its own line the script would be lost in bash 3.2: `source <(…)` reads nothing
/// there.
pub const BASH: Kind = Kind {
    name: "bash",
    args: &["--noprofile"],
    rc: (
        ".bashrc",
        "PS1='ready> '\nPATH=~/../bin:$PATH\neval \"$(sglaunch completions bash)\"
alias sg=sglaunch; complete -o default -F _sglaunch sg
",
    ),
    insert_all: "\u{1b}*",
    accept_quoted: "",
    versions: &["houdini@21.0.440", "@20.5.332", "@20.0.896"],
    list: ("\t\t\t", &["houdinicore", "houdinifx"]),
    own: &[
        (
            "sglaunch husk ~/ext\tzz\tx",
            &["husk", "{home}/extra/zz-extra.yaml", "x"],
        ),
        (
            "sglaunch husk --file=su\tde\tx",
            &["husk", "--file=sub/deep.txt", "x"],
        ),
        ("sglaunch 'qq\tx", &[HOSTILE, "x"]),
        ("sglaunch \"qq\tx", &[HOSTILE, "x"]),
        ("sglaunch qq\\ \tx", &[HOSTILE, "x"]),
        ("sglaunch \"houdini@21\tx", &["houdini@21.0.440", "x"]),
        ("sglaunch houdini\"@21\tx", &["houdini@21.0.440", "x"]),
        (
            "sglaunch env \"husk\" --format=\"js\tx",
            &["env", "husk", "--format=json", "x"],
        ),
        (
            "sglaunch shortcut remove hou\tx",
            &["shortcut", "remove", "Houdini", "x"],
        ),
        ("sglaunch HoudiniF\tx", &["houdinifx", "x"]),
        ("true; A=1 sglaunch houdinif\tx", &["houdinifx", "x"]),
        (
            "true && ../../bin/sglaunch houdinif\tx",
            &["houdinifx", "x"],
        ),
        ("sg houdini@21\tx", &["houdini@21.0.440", "x"]),
        // The cursor is behind `houdinif`.
        ("sglaunch houdinif y\x02\x02\t", &["houdinifx", "y"]),
    ],
};

pub const ZSH: Kind = Kind {
    name: "zsh",
    args: &["-d"],
    rc: (
        ".zshrc",
        "PROMPT='ready> '
PATH=~/../bin:$PATH
autoload -U compinit; compinit -u -D
eval \"$(sglaunch completions zsh)\"
zle -C all-matches complete-word _generic
bindkey '^Xa' all-matches
zstyle ':completion:all-matches::::' completer _all_matches _complete
zstyle ':completion:all-matches:*' insert true
",
    ),
    insert_all: "\u{18}a",
    accept_quoted: "",
    versions: &["houdini@21.0.440", "houdini@20.5.332", "houdini@20.0.896"],
    list: (
        "\t\t",
        &[
            "houdinicore",
            "SideFX Houdini, in the edition of the licence",
        ],
    ),
    own: &[
        (
            "sglaunch husk ~/ext\tzz\tx",
            &["husk", "{home}/extra/zz-extra.yaml", "x"],
        ),
        (
            "sglaunch husk --file=su\tde\tx",
            &["husk", "--file=sub/deep.txt", "x"],
        ),
        (
            "sglaunch --profile-dir=su\tde\tx",
            &["--profile-dir=sub/dex"],
        ),
        ("sglaunch 'qq\tx", &[HOSTILE, "x"]),
        ("sglaunch \"qq\tx", &[HOSTILE, "x"]),
        ("sglaunch qq\\ \tx", &[HOSTILE, "x"]),
        ("sglaunch \"houdini@21\tx", &["houdini@21.0.440", "x"]),
        (
            "sglaunch shortcut remove hou\tx",
            &["shortcut", "remove", "Houdini", "x"],
        ),
        ("sglaunch HoudiniF\tx", &["houdinifx", "x"]),
        ("true; A=1 sglaunch houdinif\tx", &["houdinifx", "x"]),
        (
            "true && ../../bin/sglaunch houdinif\tx",
            &["houdinifx", "x"],
        ),
        ("sglaunch houdinif y\x02\x02\t", &["houdinifx", "y"]),
    ],
};

pub const FISH: Kind = Kind {
    name: "fish",
    args: &[],
    rc: (
        ".config/fish/config.fish",
        "function fish_prompt; echo -n 'ready> '; end
function fish_greeting; end
set -p PATH ~/../bin
sglaunch completions fish | source
bind \\ca 'commandline -rt -- (complete -C (commandline -c) | string split -f1 \\t | string escape | string join \" \")'
",
    ),
    insert_all: "\u{1}",
    accept_quoted: "",
    versions: &["houdini@21.0.440", "houdini@20.5.332", "houdini@20.0.896"],
    list: ("\t", &["houdinicore", "SideFX Houdini, in the edition of the licence"]),
    own: &[
        ("sglaunch husk ~/ext\tzz\tx", &["husk", "{home}/extra/zz-extra.yaml", "x"]),
        ("sglaunch husk --file=su\tde\tx", &["husk", "--file=sub/deep.txt", "x"]),
        ("sglaunch 'qq\tx", &[HOSTILE, "x"]),
        ("sglaunch \"qq\tx", &[HOSTILE, "x"]),
        ("sglaunch qq\\ \tx", &[HOSTILE, "x"]),
        ("sglaunch \"houdini@21\tx", &["houdini@21.0.440", "x"]),
        ("sglaunch shortcut remove hou\tx", &["shortcut", "remove", "Houdini", "x"]),
        ("sglaunch HoudiniF\tx", &["houdinifx", "x"]),
        ("true; A=1 sglaunch houdinif\tx", &["houdinifx", "x"]),
        ("true && ../../bin/sglaunch houdinif\tx", &["houdinifx", "x"]),
        ("sglaunch houdinif y\x02\x02\t", &["houdinifx", "y"]),
    ],
};

pub const ELVISH: Kind = Kind {
    name: "elvish",
    args: &[],
    rc: (
        ".config/elvish/rc.elv",
        "set edit:prompt = { put 'ready> ' }
set edit:rprompt = { }
set E:PATH = ~/../bin:$E:PATH
use str
eval (sglaunch completions elvish | slurp)
set edit:insert:binding[Ctrl-X] = {
  var @words = (str:split ' ' $edit:current-command)
  var stems = [($edit:completion:arg-completer[sglaunch] $@words | each {|candidate|
    if (eq (kind-of $candidate) string) { put $candidate } else { put $candidate[stem] }
  })]
  set stems = [(each {|stem| if (str:has-prefix $stem $words[-1]) { repr $stem } } $stems)]
  if (> (count $stems) 0) {
    set edit:current-command = (str:join ' ' [(all $words[..-1]) $@stems])
  }
}
",
    ),
    insert_all: "\u{18}",
    accept_quoted: "\r",
    // elvish sorts what it shows.
    versions: &["houdini@21.0.440", "houdini@20.5.332", "houdini@20.0.896"],
    list: (
        "\t\t",
        &[
            "houdinicore",
            "SideFX Houdini, in the edition of the licence",
        ],
    ),
    own: &[
        ("sglaunch 'qq\tx", &[HOSTILE, "x"]),
        ("nop; sglaunch houdinif\tx", &["houdinifx", "x"]),
    ],
};

/// A user who has changed much: the characters that end a word, and what a script may rely on.
pub const UNUSUAL_BASH: Kind = Kind {
    rc: (
        ".bashrc",
        "PS1='ready> '
PATH=~/../bin:$PATH
shopt -u hostcomplete; COMP_WORDBREAKS=${COMP_WORDBREAKS//[@:]/}
eval \"$(sglaunch completions bash)\"
alias sg=sglaunch; complete -o default -F _sglaunch sg
set -u; shopt -s nullglob nocaseglob; IFS=,
",
    ),
    ..BASH
};

/// The script as a file that zsh finds, as packages install it.
pub const ZSH_WITH_FILE: Kind = Kind {
    rc: (
        ".zshrc",
        "PROMPT='ready> '
PATH=~/../bin:$PATH
mkdir ~/functions; sglaunch completions zsh >~/functions/_sglaunch
fpath=(~/functions $fpath)
autoload -U compinit; compinit -u -D
setopt no_unset sh_word_split auto_menu
",
    ),
    ..ZSH
};

/// The script as a file that fish finds, as packages install it.
pub const FISH_WITH_FILE: Kind = Kind {
    rc: (
        ".config/fish/config.fish",
        "function fish_prompt; echo -n 'ready> '; end
function fish_greeting; end
set -p PATH ~/../bin
mkdir -p ~/.config/fish/completions
sglaunch completions fish >~/.config/fish/completions/sglaunch.fish
",
    ),
    ..FISH
};

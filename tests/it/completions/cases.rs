//! Lines that every shell completes alike.

const BUNDLE_COMMANDS: &[&str] = &["build", "diff", "export", "list", "path", "prune", "verify"];
const HOUDINIS: &[&str] = &["houdini", "houdinicore", "houdinifx"];
const VERSIONS: &[&str] = &["houdini@20.0.896", "houdini@20.5.332", "houdini@21.0.440"];

/// What is typed behind `sglaunch`, and all candidates for its last word.
pub const OFFERED: &[(&str, &[&str])] = &[
    ("hou", HOUDINIS),
    ("bu", &["bundle"]),
    ("studio", &["studio-tool"]),
    ("bro", &["broken"]),
    ("한", &["한글"]),
    ("zzz", &[]),
    // Its programs are for Windows.
    ("3ds", &[]),
    ("-n hu", &["husk"]),
    ("-nphus", &["-nphusk"]),
    ("ech", &["echo"]),
    // A shell runs its own.
    ("shim add ech", &[]),
    ("-P ", &["sub"]),
    ("-P sub/", &[]),
    ("-p hus", &["husk"]),
    ("-P ../extra zz", &["zz-extra"]),
    ("--profile hus", &["husk"]),
    ("houdini@2", VERSIONS),
    ("houdini@", VERSIONS),
    (
        "list houdini@20.",
        &["houdini@20.0.896", "houdini@20.5.332"],
    ),
    ("env houdini@21", &["houdini@21.0.440"]),
    ("husk@1", &[]),
    ("bundle ", BUNDLE_COMMANDS),
    ("bundle pat", &["path"]),
    ("help bu", &["bundle"]),
    ("show houdinif", &["houdinifx"]),
    ("env default", &["defaults"]),
    ("init studio", &["studio-tool"]),
    ("check studio", &["studio-tool"]),
    ("doctor hus", &["husk"]),
    ("bundle path hus", &["husk"]),
    ("bundle export x.pem hus", &["husk"]),
    ("trust remove ", &["proxy", "studio", "we ird"]),
    ("shim add hou", HOUDINIS),
    ("shim remove ", &["houdini"]),
    ("shortcut add hou", HOUDINIS),
    ("shortcut remove ", &["Houdini"]),
    ("completions ba", &["bash"]),
    ("env husk --format js", &["json"]),
    ("--dr", &["--dry-run"]),
    ("env husk --form", &["--format"]),
    ("env husk --dr", &[]),
    ("schema --ref", &[]),
    // No option that nobody has begun.
    ("schema ", &[]),
    ("list husk ", &[]),
    ("doctor studio-tool --site ", &["https://studio.example/x"]),
    ("husk ", &["file one.txt", "sub", "tool"]),
    ("husk --", &[]),
    ("husk bu", &[]),
    ("husk sub/", &["sub/deep.txt"]),
    ("houdini@21.0.440 to", &["tool"]),
    ("-n husk -- fi", &["file one.txt"]),
];

/// Stands for Tab where elvish has to quote the candidate, and asks for Return.
pub const QUOTING_TAB: char = '\u{b}';

/// What is typed behind `sglaunch`, keys included, and the arguments that it gets.
pub const INSERTED: &[(&str, &[&str])] = &[
    ("houdinif\tx", &["houdinifx", "x"]),
    ("bu\tpat\tx", &["bundle", "path", "x"]),
    ("houdini@21\tx", &["houdini@21.0.440", "x"]),
    ("qq\u{b}x", &[super::studio::HOSTILE, "x"]),
    ("it\u{b}x", &["it's", "x"]),
    ("한\tx", &["한글", "x"]),
    ("trust remove we\u{b}x", &["trust", "remove", "we ird", "x"]),
    (
        "env husk --format=js\u{b}x",
        &["env", "husk", "--format=json", "x"],
    ),
    (
        "--profile=hus\u{b}./to\tx",
        &["--profile=husk", "./tool", "x"],
    ),
    ("-p husk ./to\tx", &["-p", "husk", "./tool", "x"]),
    ("husk fi\u{b}x", &["husk", "file one.txt", "x"]),
    ("husk su\tde\tx", &["husk", "sub/deep.txt", "x"]),
    (
        "trust add su\tde\tx",
        &["trust", "add", "sub/deep.txt", "x"],
    ),
    ("-p husk mktem\t x", &["-p", "husk", "mktemp", "x"]),
    ("-P ~/extra zz\tx", &["-P", "{home}/extra", "zz-extra", "x"]),
    ("--profile-dir ../ex\tzz", &["--profile-dir", "../extra/zz"]),
    (
        "-n houdini@20.5\t-- fi\u{b}x",
        &["-n", "houdini@20.5.332", "--", "file one.txt", "x"],
    ),
    // Nothing to complete leaves the line as it is.
    ("zzz\tx", &["zzzx"]),
    ("list houdini --js\tx", &["list", "houdini", "--json", "x"]),
];

//! Names that a shell runs itself: its builtins, keywords, and the aliases and functions that it
//! comes with. It never looks for a program of such a name on PATH.

#[cfg(not(windows))]
use std::path::Path;

use crate::env::Env;

/// bash(1) and dash(1), of which scripts have one. Names that cannot be those of a program are left
/// out in all lists.
const BASH: &str = "alias bg bind break builtin caller case cd chdir command compgen complete \
    compopt continue coproc declare dirs disown do done echo elif else enable esac eval exec exit \
    export false fc fg fi for function getopts hash help history if in jobs kill let local logout \
    mapfile popd printf pushd pwd read readarray readonly return select set shift shopt source \
    suspend test then time times trap true type typeset ulimit umask unalias unset until wait while";

/// ksh93, mksh and zsh beside those.
const KSH: &str = "autoload cat functions integer login nameref namespace nohup print r realpath \
    redirect rename sleep stop whence";

/// zshbuiltins(1) and zshmodules(1) beside those of bash.
const ZSH: &str = "autoload bindkey bye clone compadd comparguments compcall compctl compdescribe \
    compfiles compgroups compquote compset comptags comptry compvalues disable echotc echoti emulate \
    end example float foreach functions getln integer limit log nocorrect noglob nohup pcre_compile \
    pcre_match pcre_study print private pushln r rehash repeat sched setopt stat strftime sysopen \
    sysread sysseek syswrite syserror ttyctl unfunction unhash unlimit unsetopt vared whence where which \
    zcompile zcurses zdelattr zformat zftp zgetattr zle zlistattr zmodload zparseopts zprof zpty \
    zregexparse zselect zsetattr zsocket zstat zstyle zsystem ztcp";

/// fish's `builtin -n` and `functions -n`.
const FISH: &str = "abbr alias and argparse begin bg bind block break breakpoint builtin case cd cdh \
    command commandline complete contains contains_seq continue count diff dirh dirs disown \
    down-or-search echo edit_command_buffer else emit end eval exec exit export false fg for funced \
    funcsave function functions grep help history if isatty jobs la ll ls man math nextd not open or \
    path popd prevd printf prompt_hostname prompt_login prompt_pwd psub pushd pwd random read \
    realpath return seq set set_color setenv source status string suspend switch test time trap true \
    type ulimit umask up-or-search vared wait while";

/// elvish's namespace `builtin:` and its special commands.
const ELVISH: &str = "all and assoc base benchmark bool break call cd coalesce compact compare conj constantly \
    continue count defer del deprecate dissoc drop each eawk echo eq eval exact-num exec exit \
    external fail fg float64 fn for from-json from-lines from-terminated get-env has-env \
    has-external has-key has-value if inexact-num is keys kind-of make-map multi-error nop not \
    not-eq ns num one only-bytes only-values or order peach pprint pragma print printf put rand \
    randint range read-line read-upto repeat repr resolve return run-parallel search-external \
    set set-env show sleep slurp src styled styled-segment take tilde-abbr time tmp to-json \
    to-lines to-string to-terminated try unset-env use use-mod var wcswidth while with";

/// tcsh's `builtins`, and keywords.
const CSH: &str = "alias alloc bg bindkey break breaksw builtins case cd chdir complete continue \
    default dirs echo echotc else end endif endsw eval exec exit fg filetest foreach glob goto \
    hashstat history hup if jobs kill limit log login logout nice nohup notify onintr popd printenv \
    pushd rehash repeat sched set setenv settc setty shift source stop suspend switch telltc termname \
    then time umask unalias uncomplete unhash unlimit unset unsetenv wait where which while";

/// `help` of cmd, without the programs in it.
#[cfg(windows)]
const CMD: &str = "assoc break call cd chdir cls color copy date del dir dpath echo endlocal erase \
    exit for ftype goto if keys md mkdir mklink move path pause popd prompt pushd rd rem ren rename \
    rmdir set setlocal shift start time title type ver verify vol";

/// The keywords, aliases and functions of PowerShell 5.1 and 7: `about_Reserved_Words`,
/// `about_Aliases`.
#[cfg(windows)]
const POWERSHELL: &str = "ac asnp begin break cat catch cd cfs chdir class clc clear clhy cli clp cls \
    clv cnsn compare configuration continue copy cp cpi cpp curl cvpa data dbp define del diff dir \
    dnsn do dynamicparam ebp echo else elseif end enum epal epcsv epsn erase etsn exit exsn fc fhx \
    filter finally fl for foreach from ft function fw gal gbp gc gcb gci gcm gcs gdr gerr ghy gi gin \
    gjb gl gm gmo gp gps gpv group gsn gsnp gsv gtz gu gv gwmi h help hidden history icm iex if ihy \
    ii in inlinescript ipal ipcsv ipmo ipsn irm ise iwmi iwr kill lp ls man md measure mi mkdir more \
    mount move mp mv nal ndr ni nmo npssc nsn nv ogv oh oss parallel param pause popd process prompt \
    ps pushd pwd r rbp rcjb rcsn rd rdr ren return ri rjb rm rmdir rmo rni rnp rp rsn rsnp rujb rv \
    rvpa rwmi sajb sal saps sasv sbp sc scb select sequence set shcm si sl sleep sls sort sp spjb \
    spps spsv start static stz sujb sv swmi switch tee throw trap trcm try type until using var wget \
    where while wjb workflow write";

/// Returns the shell that runs a name itself: the user's, or one that scripts have.
pub fn shell_with_builtin(env: &Env, name: &str) -> Option<&'static str> {
    with_builtin(&shell_name(env), name)
}

fn with_builtin(shell: &str, name: &str) -> Option<&'static str> {
    let is_same = |own: &&str| {
        if cfg!(windows) {
            own.eq_ignore_ascii_case(name)
        } else {
            *own == name
        }
    };
    let lists = OF_SCRIPTS.into_iter().chain(own_list(shell));
    let mut having =
        lists.filter(|(_, names)| names.split_ascii_whitespace().any(|it| is_same(&it)));
    having.next().map(|(shell, _)| shell)
}

/// The shells that scripts have on each machine, and their names.
#[cfg(not(windows))]
const OF_SCRIPTS: [(&str, &str); 1] = [("bash", BASH)];
#[cfg(windows)]
const OF_SCRIPTS: [(&str, &str); 2] = [("cmd", CMD), ("PowerShell", POWERSHELL)];

/// Returns a shell by the name of its program, and the names that it runs itself.
fn own_list(shell: &str) -> Option<(&'static str, &'static str)> {
    Some(match shell {
        "bash" => ("bash", BASH),
        "zsh" => ("zsh", ZSH),
        "fish" => ("fish", FISH),
        "csh" | "tcsh" => ("csh", CSH),
        "ksh" | "ksh93" | "mksh" => ("ksh", KSH),
        "elvish" => ("elvish", ELVISH),
        _ => return None,
    })
}

/// Returns the name of the user's shell.
#[cfg(not(windows))]
fn shell_name(env: &Env) -> String {
    let path = env.get("SHELL").map(Path::new);
    let name = path.and_then(Path::file_name).unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Returns the name of the calling shell.
#[cfg(windows)]
fn shell_name(env: &Env) -> String {
    use super::UserShell;

    let name = match UserShell::from_env(env) {
        UserShell::Bash => "bash",
        UserShell::Zsh => "zsh",
        UserShell::Fish => "fish",
        UserShell::Csh | UserShell::Tcsh => "csh",
        UserShell::Sh | UserShell::Cmd | UserShell::Powershell | UserShell::Windows => "",
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shell_of_the_user_and_those_of_scripts_count() {
        for (shell, name, on_unix, on_windows) in [
            ("bash", "alias", Some("bash"), Some("bash")),
            ("fish", "alias", Some("bash"), Some("fish")),
            ("fish", "math", Some("fish"), Some("fish")),
            ("bash", "math", None, None),
            ("tcsh", "glob", Some("csh"), Some("csh")),
            ("ksh", "print", Some("ksh"), Some("ksh")),
            ("elvish", "resolve", Some("elvish"), Some("elvish")),
            ("bash", "resolve", None, None),
            // Names of ksh are not those of other shells.
            ("dash", "print", None, None),
            ("nu", "stop", None, None),
            ("", "login", None, None),
            ("", "cd", Some("bash"), Some("cmd")),
            ("", "start", None, Some("cmd")),
            ("", "START", None, Some("cmd")),
            ("", "rv", None, Some("PowerShell")),
            ("bash", "Alias", None, Some("bash")),
            ("bash", "houdini", None, None),
        ] {
            let expected = if cfg!(windows) { on_windows } else { on_unix };
            assert_eq!(with_builtin(shell, name), expected, "{shell} {name}");
        }
    }

    /// `help` lists programs too.
    #[cfg(windows)]
    #[test]
    fn each_builtin_of_cmd_is_known() {
        use std::process::Command;

        let output = Command::new("cmd")
            .args(["/d", "/c", "help"])
            .output()
            .unwrap();
        let output = String::from_utf8_lossy(&output.stdout).into_owned();
        let names = output.lines().filter_map(|line| {
            let name = line.split_whitespace().next()?;
            let is_name = name.len() > 1 && name.chars().all(|c| c.is_ascii_uppercase());
            (is_name && line.starts_with(name)).then(|| name.to_ascii_lowercase())
        });
        let path = std::env::var_os("PATH").unwrap();
        let is_program = |name: &String| {
            let mut dirs = std::env::split_paths(&path);
            dirs.any(|dir| {
                ["com", "exe"]
                    .iter()
                    .any(|it| dir.join(name).with_extension(it).exists())
            })
        };
        let names: Vec<String> = names.collect();
        assert!(names.len() > 20, "{output}");
        // Builtins of Wine's cmd alone.
        let of_wine = ["choice", "ctty"];
        let unknown = names.into_iter().filter(|name| {
            with_builtin("", name).is_none()
                && !is_program(name)
                && !of_wine.contains(&name.as_str())
        });
        assert_eq!(unknown.collect::<Vec<_>>(), [""; 0], "{output}");
    }

    /// The lists of the shells that are installed, and those of this file.
    #[cfg(unix)]
    #[test]
    fn each_builtin_of_a_real_shell_is_known() {
        use std::process::Command;

        let test = "shell::builtins::tests::each_builtin_of_a_real_shell_is_known";
        for (shell, args, start_of_others) in [
            ("bash", &["bash", "-c", "compgen -bk"][..], "\0"),
            (
                "zsh",
                &["zsh", "-fc", "print -l ${(k)builtins} ${(k)reswords}"],
                "\0",
            ),
            // The prompt of fish and its own functions.
            (
                "fish",
                &["fish", "-Nc", "builtin -n; functions -n"],
                "fish_",
            ),
            ("tcsh", &["tcsh", "-fc", "builtins"], "\0"),
            (
                "elvish",
                &[
                    "elvish",
                    "-norc",
                    "-c",
                    "use builtin; use str; for k [(keys $builtin:)] { \
                     if (str:has-suffix $k '~') { echo (str:trim-suffix $k '~') } }",
                ],
                "\0",
            ),
        ] {
            let Ok(output) = Command::new(args[0]).args(&args[1..]).output() else {
                eprintln!("not run: {test}: there is no {}", args[0]);
                continue;
            };
            let output = String::from_utf8(output.stdout).unwrap();
            let is_name = |name: &&str| {
                name.len() > 1
                    && name.starts_with(|c: char| c.is_ascii_lowercase())
                    && !name.starts_with(start_of_others)
                    && *name != "ls-F"
            };
            let names = output.split([' ', ',', '\n']).filter(is_name);
            let names: Vec<&str> = names.collect();
            assert!(names.len() > 50, "{args:?}: {output}");
            let unknown = names
                .into_iter()
                .filter(|name| with_builtin(shell, name).is_none());
            assert_eq!(unknown.collect::<Vec<_>>(), [""; 0], "{args:?}");
        }
        // ksh has no list, but tells what a name is. This one may lack names of the other kinds.
        let all = format!("for name in {KSH} {BASH}; do whence -v $name; done");
        let Ok(output) = Command::new("mksh").args(["-c", &all]).output() else {
            eprintln!("not run: {test}: there is no mksh");
            return;
        };
        let output = String::from_utf8(output.stdout).unwrap();
        let own = output.lines().filter(|line| {
            ["shell builtin", "an alias", "reserved word"]
                .iter()
                .any(|kind| line.contains(kind))
        });
        let own: Vec<&str> = own
            .filter_map(|line| line.split([' ', ':']).next())
            .collect();
        for name in [
            "print", "whence", "rename", "realpath", "r", "login", "typeset",
        ] {
            assert!(own.contains(&name), "{name}: {output}");
        }
    }
}

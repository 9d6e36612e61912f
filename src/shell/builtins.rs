//! Names that a shell runs itself: its builtins, keywords, and the aliases and functions that it
//! comes with. It never looks for a program of such a name on PATH.

use super::UserShell;

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

impl UserShell {
    /// Returns the shell that runs a name itself: this one, or one that scripts have.
    pub fn with_builtin(self, name: &str) -> Option<&'static str> {
        let lists = lists(self).into_iter();
        let is_same = |own: &&str| {
            if cfg!(windows) {
                own.eq_ignore_ascii_case(name)
            } else {
                *own == name
            }
        };
        let mut having =
            lists.filter(|(_, names)| names.split_ascii_whitespace().any(|it| is_same(&it)));
        having.next().map(|(shell, _)| shell)
    }
}

/// Returns the names of the shell, and those of the shells that scripts have on each machine.
#[cfg(not(windows))]
fn lists(shell: UserShell) -> [(&'static str, &'static str); 2] {
    let own = match shell {
        UserShell::Zsh => ("zsh", ZSH),
        UserShell::Fish => ("fish", FISH),
        UserShell::Csh | UserShell::Tcsh => ("csh", CSH),
        UserShell::Sh => ("ksh", KSH),
        _ => ("bash", BASH),
    };
    [("bash", BASH), own]
}

/// Returns the names of the shells that each Windows has, and of bash if it is the caller.
#[cfg(windows)]
fn lists(shell: UserShell) -> [(&'static str, &'static str); 3] {
    let own = match shell {
        UserShell::Bash => ("bash", BASH),
        UserShell::Zsh => ("zsh", ZSH),
        UserShell::Fish => ("fish", FISH),
        UserShell::Csh | UserShell::Tcsh => ("csh", CSH),
        UserShell::Sh => ("ksh", KSH),
        UserShell::Cmd | UserShell::Powershell | UserShell::Windows => ("cmd", CMD),
    };
    [("cmd", CMD), ("PowerShell", POWERSHELL), own]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shell_of_the_user_and_those_of_scripts_count() {
        for (shell, name, on_unix, on_windows) in [
            (UserShell::Bash, "alias", Some("bash"), Some("bash")),
            (UserShell::Fish, "alias", Some("bash"), Some("fish")),
            (UserShell::Fish, "math", Some("fish"), Some("fish")),
            (UserShell::Bash, "math", None, None),
            (UserShell::Tcsh, "glob", Some("csh"), Some("csh")),
            (UserShell::Sh, "print", Some("ksh"), Some("ksh")),
            (UserShell::Cmd, "start", None, Some("cmd")),
            (UserShell::Cmd, "START", None, Some("cmd")),
            (UserShell::Windows, "rv", None, Some("PowerShell")),
            (
                UserShell::Bash,
                "Alias",
                None,
                if cfg!(windows) { Some("bash") } else { None },
            ),
            (UserShell::Bash, "houdini", None, None),
        ] {
            let expected = if cfg!(windows) { on_windows } else { on_unix };
            assert_eq!(shell.with_builtin(name), expected, "{shell:?} {name}");
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
            UserShell::Cmd.with_builtin(name).is_none()
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
            (UserShell::Bash, &["bash", "-c", "compgen -bk"][..], "\0"),
            (
                UserShell::Zsh,
                &["zsh", "-fc", "print -l ${(k)builtins} ${(k)reswords}"],
                "\0",
            ),
            // The prompt of fish and its own functions.
            (
                UserShell::Fish,
                &["fish", "-Nc", "builtin -n; functions -n"],
                "fish_",
            ),
            (UserShell::Tcsh, &["tcsh", "-fc", "builtins"], "\0"),
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
                .filter(|name| shell.with_builtin(name).is_none());
            assert_eq!(unknown.collect::<Vec<_>>(), [""; 0], "{args:?}");
        }
        // These shells have no list: what they say of each name of this file.
        for (shell, program, command, names) in [
            (
                "builtin",
                "dash",
                "type",
                "alias cd chdir command eval exec getopts hash umask wait",
            ),
            (
                "builtin",
                "mksh",
                "whence -v",
                "print whence rename realpath typeset bind let",
            ),
        ] {
            for name in names.split(' ') {
                let Ok(output) = Command::new(program)
                    .args(["-c", &format!("{command} {name}")])
                    .output()
                else {
                    eprintln!("not run: {test}: there is no {program}");
                    break;
                };
                let output = String::from_utf8(output.stdout).unwrap();
                assert!(output.contains(shell), "{program}: {output}");
                assert!(UserShell::Sh.with_builtin(name).is_some(), "{name}");
            }
        }
    }
}

//! The certifi hook in every Python that is here: what certifi answers, and that nothing else is other than without it.

mod launch;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::clients::system_python;
use crate::readers::pythons;
use crate::sandbox::{Outcome, Sandbox};

/// What a program can see of its start, as text that is the same for the same start.
const PROBE: &str = "\
import sys
site = sys.modules.get('sitecustomize')
print(site and (site.__name__, site.__file__, getattr(site, 'mark', None)))
print(sys.path)
print(sorted(sys.path_importer_cache))
print(sorted(name for name in sys.modules if 'sitecustomize' in name or 'sglaunch' in name))
";

/// A certifi as small as it gets, with functions where certifi has them.
const CORE: &str = "\
import os
def where():
    return os.path.join(os.path.dirname(__file__), 'cacert.pem')
def contents():
    return open(where()).read()
";

const INIT: &str = "from .core import contents, where\n";

/// The folder of the hook, after a launch that had one.
fn hook(sandbox: &Sandbox) -> PathBuf {
    let env = sandbox
        .run(["env", "python", "--format", "json"])
        .code(0)
        .json();
    let list = env["PYTHONPATH"].as_str().expect("a hook").to_owned();
    list.split(':').next().expect("a folder").into()
}

/// Every Python that is here, without the packages that somebody has installed for it.
fn bare_pythons(sandbox: &Sandbox) -> BTreeMap<String, PathBuf> {
    let bare = |(version, python): (String, PathBuf)| {
        // Python 2 has no such environments.
        if version == "2.7" {
            return (version, python);
        }
        let folder = sandbox.path("bare").join(&version);
        let mut command = Command::new(python);
        command
            .args(["-m", "venv", "--without-pip"])
            .arg(&folder)
            .env_clear();
        Outcome::from(command.output().expect("Python starts")).code(0);
        (version, folder.join("bin/python"))
    };
    pythons().into_iter().map(bare).collect()
}

fn bundle(sandbox: &Sandbox) -> String {
    let path = sandbox.run(["bundle", "path", "python"]).code(0).text();
    path.trim_end().to_owned()
}

/// Runs a Python as it is started without sglaunch, in the sandbox's environment with these variables.
fn without(sandbox: &Sandbox, python: &Path, args: &[&str], env: &[(&str, &str)]) -> Outcome {
    let mut command = Command::new(python);
    command.args(args).env_clear().envs(env.iter().copied());
    command
        .env("HOME", sandbox.home())
        .env("PATH", "/usr/bin:/bin");
    command.current_dir(sandbox.home());
    command.output().expect("Python starts").into()
}

/// Runs it under the profile `python`.
fn with(sandbox: &Sandbox, python: &Path, args: &[&str], env: &[(&str, &str)]) -> Outcome {
    let mut command = sandbox.command(["-q", "-p", "python"]);
    command.arg(python).args(args).envs(env.iter().copied());
    command.output().expect("sglaunch starts").into()
}

fn said(outcome: &Outcome) -> (Option<i32>, String, String) {
    (outcome.code, outcome.text(), outcome.stderr.clone())
}

/// A certifi of its own, and a copy inside another package; gives the folder.
fn certifi(sandbox: &Sandbox) -> PathBuf {
    for package in ["certifi", "vendor/certifi"] {
        sandbox.write(format!("lib/{package}/core.py"), CORE);
        sandbox.write(format!("lib/{package}/__init__.py"), INIT);
        sandbox.write(format!("lib/{package}/cacert.pem"), "own");
    }
    sandbox.write("lib/vendor/__init__.py", "");
    sandbox.path("lib")
}

/// Packs a folder of the sandbox, and gives the path of the zip.
fn archive(sandbox: &Sandbox, folder: &str, name: &str) -> String {
    let code = "import shutil, sys; shutil.make_archive(sys.argv[1][:-4], 'zip', sys.argv[2])";
    let zip = sandbox.path(name);
    let mut command = Command::new(system_python());
    command
        .args(["-c", code])
        .arg(&zip)
        .arg(sandbox.path(folder));
    Outcome::from(command.output().expect("Python starts")).code(0);
    zip.to_str().expect("ASCII").to_owned()
}

#[test]
fn certifi_and_its_copies_answer_with_the_bundle() {
    let sandbox = Sandbox::new();
    let lib = certifi(&sandbox);
    let bundle = bundle(&sandbox);
    let text = fs::read_to_string(&bundle).expect("a bundle");
    let code = "\
import sys
from vendor.certifi import core
from certifi import where
import vendor.certifi, certifi
for module in (certifi, certifi.core, core, vendor.certifi):
    assert module.where() == sys.argv[1], module.where()
    assert module.contents() == open(sys.argv[1]).read()
    assert type(module.contents()) is str
assert where is certifi.where and where.__name__ == 'where'
print(len(certifi.contents()))
";
    let env = [("PYTHONPATH", lib.to_str().expect("ASCII"))];
    for (version, python) in bare_pythons(&sandbox) {
        let outcome = with(&sandbox, &python, &["-c", code, &bundle], &env);
        assert_eq!(
            said(&outcome),
            (Some(0), format!("{}\n", text.len()), String::new()),
            "Python {version}"
        );
    }
}

#[test]
fn a_copy_in_a_zip_answers_too() {
    let sandbox = Sandbox::new();
    certifi(&sandbox);
    let (bundle, zip) = (bundle(&sandbox), archive(&sandbox, "lib", "lib.zip"));
    for (version, python) in bare_pythons(&sandbox) {
        let code =
            "import vendor.certifi as c; print(c.where() + ' ' + type(c.__loader__).__name__)";
        let outcome = with(&sandbox, &python, &["-c", code], &[("PYTHONPATH", &zip)]);
        let expected = format!("{bundle} zipimporter\n");
        assert_eq!(
            said(&outcome),
            (Some(0), expected, String::new()),
            "Python {version}"
        );
    }
}

/// A traceback through the hook, as it would be without: two lines a frame.
fn without_our_frames(traceback: &str) -> String {
    let mut lines = traceback.lines();
    let mut kept = String::new();
    while let Some(line) = lines.next() {
        if line.contains("/hooks/sglaunch-certifi-") {
            lines.next();
        } else {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// Whatever a studio has for a sitecustomize, and however Python is started: all that a program sees is the same.
#[test]
fn the_sitecustomize_of_others_runs_as_if_there_were_no_hook() {
    let studios = [
        ("none", "x.py", ""),
        (
            "module",
            "sitecustomize.py",
            "mark = __file__; print(__name__)",
        ),
        ("package", "sitecustomize/__init__.py", "mark = __path__"),
        (
            "path",
            "sitecustomize.py",
            "import sys; sys.path.insert(0, '/a'); mark = list(sys.path)",
        ),
        (
            "raises",
            "sitecustomize.py",
            "raise ValueError('of the studio')",
        ),
        ("misses", "sitecustomize.py", "import not_here"),
        ("leaves", "sitecustomize.py", "import sys; sys.exit(3)"),
        (
            "removes",
            "sitecustomize.py",
            "import sys; del sys.modules['sitecustomize']",
        ),
    ];
    let sandbox = Sandbox::new();
    for (name, file, text) in studios {
        sandbox.write(format!("{name}/{file}"), format!("{text}\n"));
    }
    archive(&sandbox, "module", "studio.zip");
    let names = studios.map(|(name, ..)| name);
    for (version, python) in bare_pythons(&sandbox) {
        for name in names.into_iter().chain(["studio.zip"]) {
            let path = format!("{}:/not/here", sandbox.path(name).display());
            let env = [("PYTHONPATH", path.as_str())];
            let args = ["-B", "-c", PROBE];
            let expected = said(&without(&sandbox, &python, &args, &env));
            let mut found = said(&with(&sandbox, &python, &args, &env));
            found.2 = without_our_frames(&found.2);
            assert_eq!(found, expected, "Python {version}, studio: {name}");
        }
    }
}

/// Others stand in front of PYTHONPATH too, and run the next sitecustomize each in a way of its own.
#[test]
fn a_sitecustomize_ahead_finds_the_next_one_behind_the_hook() {
    let imports = "\
import os, sys
own = os.path.dirname(__file__)
path = list(sys.path)
sys.path.remove(own)
ours = sys.modules.pop('sitecustomize')
try:
    import sitecustomize
except ImportError:
    sys.modules['sitecustomize'] = ours
finally:
    sys.path[:] = [entry for entry in path if 'sglaunch-certifi-' not in entry]
";
    let loads = "\
import os, sys
path = [entry for entry in sys.path if entry != os.path.dirname(__file__)]
if sys.version_info[0] == 2:
    import imp
    try:
        imp.load_module('sitecustomize', *imp.find_module('sitecustomize', path))
    except ImportError:
        pass
else:
    from importlib.machinery import PathFinder
    spec = PathFinder.find_spec('sitecustomize', path)
    if spec:
        from importlib.util import module_from_spec
        spec.loader.exec_module(module_from_spec(spec))
sys.stdout.write('ahead\\n')
";
    let executes = "\
import os, sys
for entry in sys.path:
    path = os.path.join(entry, 'sitecustomize.py')
    if path != __file__.replace('.pyc', '.py') and os.path.exists(path):
        exec(compile(open(path).read(), path, 'exec'), {'__file__': path, '__name__': 'next'})
        break
sys.stdout.write('ahead\\n')
";
    let sandbox = Sandbox::new();
    let (bundle, lib) = (bundle(&sandbox), certifi(&sandbox));
    let hook = hook(&sandbox);
    sandbox.write(
        "next/sitecustomize.py",
        "import sys; sys.stdout.write('next\\n')\n",
    );
    sandbox.write("misses/sitecustomize.py", "import not_here\n");
    let own = lib.join("certifi/cacert.pem").display().to_string();
    let code = "import sys, certifi; print(sys.path); sys.stderr.write(certifi.where())";
    for (way, text) in [
        ("imports", imports),
        ("loads", loads),
        ("executes", executes),
    ] {
        let first = sandbox.write(format!("{way}/sitecustomize.py"), text);
        let first = first.parent().expect("a folder").to_owned();
        for (version, python) in bare_pythons(&sandbox) {
            // Python 2 empties a module whose import fails while another one runs it, with the hook or without.
            let nexts = if version == "2.7" { 2 } else { 3 };
            for next in ["next", "empty", "misses"].into_iter().take(nexts) {
                let with_hook = [&first, &hook, &sandbox.path(next), &lib]
                    .map(|path| path.display().to_string());
                let path = with_hook.join(":");
                let alone = path.replace(&format!("{}:", hook.display()), "");
                let run = |path: &str| {
                    let env = [("PYTHONPATH", path), ("SGLAUNCH_CERTIFI", &bundle)];
                    without(&sandbox, &python, &["-B", "-c", code], &env).code(0)
                };
                let (expected, found) = (run(&alone), run(&path));
                assert_eq!(
                    found.text(),
                    expected.text(),
                    "Python {version}: {way}, {next}"
                );
                let errors = expected.stderr.replace(&own, &bundle);
                assert_eq!(found.stderr, errors, "Python {version}: {way}, {next}");
            }
        }
    }
}

#[test]
fn options_that_switch_the_hook_off_break_nothing() {
    let sandbox = Sandbox::new();
    sandbox.write("studio/sitecustomize.py", "mark = 1\n");
    let path = sandbox.path("studio");
    let env = [("PYTHONPATH", path.to_str().expect("ASCII"))];
    let folder = format!("'{}', ", hook(&sandbox).display());
    for (version, python) in bare_pythons(&sandbox) {
        for option in ["-E", "-S", "-I", "-s", "-O", "-OO", "-W error"] {
            let args: Vec<&str> = option.split(' ').chain(["-B", "-c", PROBE]).collect();
            let expected = said(&without(&sandbox, &python, &args, &env));
            let mut found = said(&with(&sandbox, &python, &args, &env));
            if option == "-S" {
                // Nothing has run that could have taken the folder away; there is nothing in it to be found by mistake.
                found.1 = found.1.replace(&folder, "");
            }
            assert_eq!(found, expected, "Python {version} {option}");
        }
    }
}

#[test]
fn without_the_variable_the_hook_does_nothing() {
    let sandbox = Sandbox::new();
    let path = format!(
        "{}:{}",
        hook(&sandbox).display(),
        certifi(&sandbox).display()
    );
    let code = "import sys, certifi; print([certifi.contents(), len(sys.meta_path)])";
    for (version, python) in bare_pythons(&sandbox) {
        let lib = certifi(&sandbox);
        let alone = [("PYTHONPATH", lib.to_str().expect("ASCII"))];
        let expected = said(&without(&sandbox, &python, &["-c", code], &alone));
        let found = without(&sandbox, &python, &["-c", code], &[("PYTHONPATH", &path)]);
        assert_eq!(said(&found), expected, "Python {version}");
        assert!(expected.1.starts_with("['own'"), "{expected:?}");
    }
}

/// What goes wrong in the hook is none of the program's business, unless somebody wants to know.
#[test]
fn a_failure_of_the_hook_is_silent_and_can_be_seen() {
    let sandbox = Sandbox::new();
    let lib = certifi(&sandbox);
    let broken = sandbox.path("hooks/sglaunch-certifi-broken");
    let text = fs::read_to_string(hook(&sandbox).join("sitecustomize.py")).expect("the hook");
    sandbox.write(broken.join("sitecustomize.py"), text);
    let path = format!("{}:{}", broken.display(), lib.display());
    let bundle = bundle(&sandbox);
    let code =
        "import certifi, vendor.certifi; print(certifi.contents() + vendor.certifi.contents())";
    for (version, python) in bare_pythons(&sandbox) {
        for rest in [
            "",
            "raise SystemError('of the test')\n",
            "find_spec = find_module = None\n",
            "not Python\n",
        ] {
            let file = sandbox.path(broken.join("sglaunch_certifi.py"));
            if rest.is_empty() {
                fs::remove_file(&file).ok();
            } else {
                sandbox.write(&file, rest);
            }
            let mut env = vec![("PYTHONPATH", path.as_str()), ("SGLAUNCH_CERTIFI", &bundle)];
            let silent = without(&sandbox, &python, &["-c", code], &env);
            assert_eq!(
                said(&silent),
                (Some(0), "ownown\n".to_owned(), String::new()),
                "Python {version}: {rest}"
            );
            env.push(("SGLAUNCH_DEBUG", "1"));
            let seen = without(&sandbox, &python, &["-c", code], &env).code(0);
            assert!(
                seen.stderr
                    .starts_with("sglaunch: certifi stays as it is:\nTraceback"),
                "{}",
                seen.stderr
            );
        }
    }
}

#[test]
fn where_the_bundle_is_gone_certifi_answers_as_ever() {
    let sandbox = Sandbox::new();
    let lib = certifi(&sandbox);
    let path = format!("{}:{}", hook(&sandbox).display(), lib.display());
    let env = [
        ("PYTHONPATH", path.as_str()),
        ("SGLAUNCH_CERTIFI", "/not/here.pem"),
    ];
    let code = "import certifi; print(certifi.where() + certifi.contents())";
    for (version, python) in bare_pythons(&sandbox) {
        let expected = format!("{}/certifi/cacert.pemown\n", lib.display());
        let found = without(&sandbox, &python, &["-c", code], &env);
        assert_eq!(
            said(&found),
            (Some(0), expected, String::new()),
            "Python {version}"
        );
    }
}

/// What is wrong with a certifi, the program hears as ever; and what only has a name like it is left alone.
#[test]
fn other_modules_are_imported_as_ever() {
    let sandbox = Sandbox::new();
    certifi(&sandbox);
    sandbox.write("lib/broken/__init__.py", "");
    sandbox.write("lib/broken/certifi.py", "import not_here_either\n");
    sandbox.write("lib/mycertifi.py", "def where(): return 'mine'\n");
    sandbox.write("lib/absent/__init__.py", "");
    let code = "\
import sys
try:
    import broken.certifi
except ImportError as error:
    print(error)
try:
    import absent.certifi
except ImportError as error:
    print(error)
import mycertifi
print(mycertifi.where())
import certifi
print((type(getattr(certifi, '__loader__', None)), certifi.__file__, sorted(vars(certifi))))
spec = getattr(certifi, '__spec__', None)
print(spec and (type(spec.loader), spec.origin, spec.cached))
print(sys.path)
";
    let lib = sandbox.path("lib");
    let env = [("PYTHONPATH", lib.to_str().expect("ASCII"))];
    for (version, python) in bare_pythons(&sandbox) {
        let args = ["-B", "-c", code];
        let expected = said(&without(&sandbox, &python, &args, &env));
        assert_eq!(
            said(&with(&sandbox, &python, &args, &env)),
            expected,
            "Python {version}"
        );
        assert!(expected.1.contains("mine"), "{expected:?}");
    }
}

/// Asking whether there is a certifi is not importing it, and importing it again changes nothing.
#[test]
fn certifi_may_be_looked_for_and_loaded_again() {
    let sandbox = Sandbox::new();
    let lib = certifi(&sandbox);
    let bundle = bundle(&sandbox);
    let code = "\
import pkgutil, sys
loader = pkgutil.find_loader('certifi')
assert loader is not None and 'certifi' not in sys.modules
assert pkgutil.get_data('certifi', 'cacert.pem') == b'own'
import certifi
try:
    from importlib import reload
except ImportError:
    pass
reload(certifi.core)
reload(certifi)
print(certifi.where() + certifi.core.where())
";
    let env = [("PYTHONPATH", lib.to_str().expect("ASCII"))];
    // pkgutil.find_loader is gone in Python 3.14.
    for (version, python) in bare_pythons(&sandbox)
        .into_iter()
        .filter(|(version, _)| version != "3.14")
    {
        let found = with(&sandbox, &python, &["-W", "ignore", "-c", code], &env);
        assert_eq!(
            said(&found),
            (Some(0), format!("{bundle}{bundle}\n"), String::new()),
            "Python {version}"
        );
    }
}

/// What a `.pth` file has imported was there before the hook.
#[test]
fn a_certifi_that_is_already_there_is_taken() {
    let sandbox = Sandbox::new();
    let lib = certifi(&sandbox);
    let bundle = bundle(&sandbox);
    let code = "import sys, certifi; print(certifi.where() + certifi.core.where())";
    let env = [("PYTHONPATH", lib.to_str().expect("ASCII"))];
    for (version, python) in bare_pythons(&sandbox) {
        if version == "2.7" {
            // Its own folder of packages is not ours to write to.
            continue;
        }
        let bare = python
            .parent()
            .and_then(Path::parent)
            .expect("an environment");
        let packages = bare.join(format!("lib/python{version}/site-packages"));
        sandbox.write(packages.join("early.pth"), "import certifi\n");
        let found = with(&sandbox, &python, &["-c", code], &env);
        let expected = (Some(0), format!("{bundle}{bundle}\n"), String::new());
        assert_eq!(said(&found), expected, "Python {version}");
    }
}

/// A process that Python starts has it too, however it is started.
#[test]
fn children_have_it() {
    let sandbox = Sandbox::new();
    let lib = certifi(&sandbox);
    let script = sandbox.write(
        "many.py",
        "\
import multiprocessing, subprocess, sys
def ask(_):
    import certifi
    return certifi.where()
if __name__ == '__main__':
    methods = ['spawn', 'fork', 'forkserver'] if sys.version_info[0] > 2 else [None]
    for method in methods:
        context = multiprocessing.get_context(method) if method else multiprocessing
        pool = context.Pool(1)
        assert pool.map(ask, [0]) == [sys.argv[1]], method
        pool.terminate()
    code = 'import certifi; print(certifi.where())'
    print(subprocess.check_output([sys.executable, '-c', code]).decode().strip())
",
    );
    let bundle = bundle(&sandbox);
    let env = [("PYTHONPATH", lib.to_str().expect("ASCII"))];
    let args = [script.to_str().expect("ASCII"), bundle.as_str()];
    for (version, python) in bare_pythons(&sandbox) {
        let found = with(&sandbox, &python, &args, &env);
        assert_eq!(
            found.text(),
            format!("{bundle}\n"),
            "Python {version}: {}",
            found.stderr
        );
    }
}

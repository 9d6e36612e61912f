//! The start of Python differs in nothing but the hook.

use super::{archive, bare_pythons, bundle, certifi, hook, list, printed, with, without};
use crate::sandbox::Sandbox;
use crate::system::{self, LIST_SEPARATOR};

/// Everything that a program can see of its start, as text that is equal for equal starts.
const PROBE: &str = "\
import sys
site = sys.modules.get('sitecustomize')
print(site and (site.__name__, site.__file__, getattr(site, 'mark', None)))
print(sys.path)
print(sorted(sys.path_importer_cache))
print(sorted(name for name in sys.modules if 'sitecustomize' in name or 'sglaunch' in name))
";

/// A traceback through the hook as it would be without: two lines for each frame.
fn without_our_frames(traceback: &str) -> String {
    let mut lines = traceback.lines();
    let mut kept = String::new();
    while let Some(line) = lines.next() {
        if line.replace('\\', "/").contains("/hooks/sglaunch-certifi-") {
            lines.next();
        } else {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// The studio's sitecustomize and the options of Python vary; the visible start stays the same.
#[test]
fn another_sitecustomize_runs_as_without_the_hook() {
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
    for (version, python) in bare_pythons() {
        for name in names.into_iter().chain(["studio.zip"]) {
            let path = list([sandbox.path(name), "/not/here".into()]);
            let env = [("PYTHONPATH", path.as_str())];
            let args = ["-B", "-c", PROBE];
            let expected = printed(&without(&sandbox, python, &args, &env));
            let mut found = printed(&with(&sandbox, python, &args, &env));
            found.2 = without_our_frames(&found.2);
            assert_eq!(found, expected, "Python {version}, studio: {name}");
        }
    }
}

/// Other tools put a sitecustomize in front of PYTHONPATH too, and run the next one in several
/// ways.
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
    let leaves = "\
import os, sys
sys.path.remove(os.path.dirname(__file__))
if sys.version_info[0] == 2:
    import imp
    try:
        imp.load_module('sitecustomize', *imp.find_module('sitecustomize', sys.path))
    except ImportError:
        pass
else:
    from importlib.machinery import PathFinder
    spec = PathFinder.find_spec('sitecustomize', sys.path)
    if spec:
        import warnings
        warnings.simplefilter('ignore')
        getattr(spec.loader, 'load_module', spec.loader.exec_module)('sitecustomize')
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
    let own = system::native_path(lib.join("certifi/cacert.pem"));
    let own = own.display().to_string();
    let code = "import sys, certifi; print(sys.path); sys.stderr.write(certifi.where())";
    for (way, text) in [
        ("imports", imports),
        ("loads", loads),
        ("leaves", leaves),
        ("executes", executes),
    ] {
        let first = sandbox.write(format!("{way}/sitecustomize.py"), text);
        let first = first.parent().expect("a directory").to_owned();
        for (version, python) in bare_pythons() {
            // Python 2 clears a module whose import fails while another one runs it, hook or not.
            let nexts = if version == "2.7" { 2 } else { 3 };
            for next in ["next", "empty", "misses"].into_iter().take(nexts) {
                let with_hook = [&first, &hook, &sandbox.path(next), &lib]
                    .map(|path| path.display().to_string());
                let path = with_hook.join(LIST_SEPARATOR);
                let alone = path.replace(&format!("{}{LIST_SEPARATOR}", hook.display()), "");
                let run = |path: &str| {
                    let env = [("PYTHONPATH", path), ("SGLAUNCH_CERTIFI", &bundle)];
                    without(&sandbox, python, &["-B", "-c", code], &env).code(0)
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
    // As Python prints a path in a list.
    let dir = format!("{:?}, ", hook(&sandbox)).replace('"', "'");
    for (version, python) in bare_pythons() {
        for option in ["-E", "-S", "-I", "-s", "-O", "-OO", "-W error"] {
            let args: Vec<&str> = option.split(' ').chain(["-B", "-c", PROBE]).collect();
            let expected = printed(&without(&sandbox, python, &args, &env));
            let mut found = printed(&with(&sandbox, python, &args, &env));
            if option == "-S" {
                // The hook did not run, so its directory is still on the path; it has nothing to
                // import.
                found.1 = found.1.replace(&dir, "");
            }
            assert_eq!(found, expected, "Python {version} {option}");
        }
    }
}

//! The import system beside the hook: other modules, threads, child processes and tracers.

use super::{bare_python, bare_pythons, bundle, certifi, printed, with, without};
use crate::clients::pythons;
use crate::sandbox::Sandbox;

/// Errors in a certifi reach the program, and modules with similar names are untouched.
#[test]
fn other_modules_are_imported_unchanged() {
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
    for (version, python) in bare_pythons() {
        let args = ["-B", "-c", code];
        let expected = printed(&without(&sandbox, python, &args, &env));
        assert_eq!(
            printed(&with(&sandbox, python, &args, &env)),
            expected,
            "Python {version}"
        );
        assert!(expected.1.contains("mine"), "{expected:?}");
    }
}

/// Looking for certifi does not import it, and reloading it keeps the hook's answer.
#[test]
fn certifi_can_be_found_and_reloaded() {
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
    // Python 3.14 has no pkgutil.find_loader.
    for (version, python) in bare_pythons()
        .iter()
        .filter(|(version, _)| version.as_str() != "3.14")
    {
        let found = with(&sandbox, python, &["-W", "ignore", "-c", code], &env);
        assert_eq!(
            printed(&found),
            (Some(0), format!("{bundle}{bundle}\n"), String::new()),
            "Python {version}"
        );
    }
}

/// A `.pth` file can import certifi before the hook runs.
#[test]
fn an_already_imported_certifi_is_patched() {
    let sandbox = Sandbox::new();
    let lib = certifi(&sandbox);
    let bundle = bundle(&sandbox);
    let code = "import sys, certifi; print(certifi.where() + certifi.core.where())";
    let env = [("PYTHONPATH", lib.to_str().expect("ASCII"))];
    for (version, python) in pythons() {
        if version == "2.7" {
            // The real site-packages must not change.
            continue;
        }
        let bare = sandbox.path("bare").join(version);
        let packages = bare.join(format!("lib/python{version}/site-packages"));
        let python = bare_python(version, python, &bare);
        sandbox.write(packages.join("early.pth"), "import certifi\n");
        let found = with(&sandbox, &python, &["-c", code], &env);
        let expected = (Some(0), format!("{bundle}{bundle}\n"), String::new());
        assert_eq!(printed(&found), expected, "Python {version}");
    }
}

/// A process that Python starts has the hook too, whichever way starts it.
#[test]
fn child_processes_have_the_hook() {
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
    methods = multiprocessing.get_all_start_methods() if sys.version_info[0] > 2 else [None]
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
    for (version, python) in bare_pythons() {
        let found = with(&sandbox, python, &args, &env);
        assert_eq!(
            found.text(),
            format!("{bundle}\n"),
            "Python {version}: {}",
            found.stderr
        );
    }
}

/// Python calls a finder with a lock held. Another thread that waits for the lock may be importing
/// the module that the finder would import.
#[test]
fn threads_that_import_at_once_do_not_deadlock() {
    let sandbox = Sandbox::new();
    let lib = certifi(&sandbox);
    let code = "\
import os, sys, threading, time
first_is_in = threading.Event()
class Slow(object):
    def find_spec(self, name, path=None, target=None):
        if threading.current_thread() is first and name != 'importlib.util':
            first_is_in.set()
            time.sleep(0.05)
for name in ['importlib.util', 'importlib._abc', 'contextlib', 'functools', 'traceback']:
    sys.modules.pop(name, None)
sys.meta_path.insert(1, Slow())
def import_util():
    import importlib.util
def import_certifi():
    first_is_in.wait()
    import certifi
first, second = threading.Thread(target=import_util), threading.Thread(target=import_certifi)
for thread in (first, second):
    thread.daemon = True
    thread.start()
for thread in (first, second):
    thread.join(10)
    if thread.is_alive():
        os._exit(9)
";
    let env = [("PYTHONPATH", lib.to_str().expect("ASCII"))];
    for (version, python) in bare_pythons() {
        if version != "2.7" {
            let found = with(&sandbox, python, &["-c", code], &env);
            assert_eq!(found.code, Some(0), "Python {version}: {}", found.stderr);
        }
    }
}

/// certifi under the hook supports the operations of any other module, spec and function.
#[test]
fn certifi_behaves_like_other_modules() {
    let sandbox = Sandbox::new();
    let lib = certifi(&sandbox);
    sandbox.write("lib/studio/__init__.py", "");
    sandbox.write("lib/studio/certifi.py", "def where(place): return place\n");
    let code = "\
import copy, pickle, sys
if sys.version_info[0] > 2:
    import importlib.util
    spec = importlib.util.find_spec('certifi')
    copy.copy(spec.loader)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.where() == sys.argv[1], module.where()
    for name in [name for name in sys.modules if 'certifi' in name and 'sglaunch' not in name]:
        del sys.modules[name]
    for finder in sys.meta_path:
        finder.find_spec('not_here.certifi', ['/nowhere'])
import certifi, studio.certifi
assert pickle.loads(pickle.dumps(certifi.where)) is certifi.where
assert studio.certifi.where('here') == studio.certifi.where(place='here') == 'here'
";
    let bundle = bundle(&sandbox);
    let env = [("PYTHONPATH", lib.to_str().expect("ASCII"))];
    for (version, python) in bare_pythons() {
        let options = match version.as_str() {
            "3.10" | "3.11" | "3.12" | "3.13" => ["-X", "warn_default_encoding"],
            _ => ["-W", "default"],
        };
        let args = [&options[..], &["-c", code, &bundle]].concat();
        let found = with(&sandbox, python, &args, &env);
        assert_eq!(
            printed(&found),
            (Some(0), String::new(), String::new()),
            "Python {version}"
        );
    }
}

/// Tools that trace the files of a program, such as coverage, must not see the hook's files.
#[test]
fn a_tracer_sees_no_file_of_the_hook() {
    let sandbox = Sandbox::new();
    let lib = certifi(&sandbox);
    sandbox.write("lib/coverage.py", "");
    let code = "\
import sys, coverage
seen = set()
def trace(frame, event, arg):
    seen.add(frame.f_code.co_filename)
    seen.add(frame.f_globals.get('__file__') or '')
    return trace
sys.settrace(trace)
import certifi, json, decimal
certifi.where()
sys.settrace(None)
print(sorted(name for name in seen if 'sglaunch-certifi' in name))
print('<sglaunch>' in seen)
";
    let env = [("PYTHONPATH", lib.to_str().expect("ASCII"))];
    for (version, python) in bare_pythons() {
        // Before 3.8 the file of a code object cannot be changed.
        if !["2.7", "3.6", "3.7"].contains(&version.as_str()) {
            let found = with(&sandbox, python, &["-c", code], &env);
            let expected = (Some(0), "[]\nTrue\n".to_owned(), String::new());
            assert_eq!(printed(&found), expected, "Python {version}");
        }
    }
}

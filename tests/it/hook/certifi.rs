//! The answers of certifi and of its copies.

use std::fs;

use super::{archive, bare_pythons, bundle, certifi, hook, list, printed, with, without};
use crate::clients::environment;
use crate::sandbox::Sandbox;
use crate::system;

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
    for (version, python) in bare_pythons() {
        let outcome = with(&sandbox, python, &["-c", code, &bundle], &env);
        assert_eq!(
            printed(&outcome),
            (Some(0), format!("{}\n", text.len()), String::new()),
            "Python {version}"
        );
    }
}

/// Toolkit's core contains a `shotgun_api3`, which contains a certifi.
#[test]
fn a_copy_inside_a_copy_answers_too() {
    let test = "hook::certifi::a_copy_inside_a_copy_answers_too";
    let Some(python) = environment(test, "3.11-sgtk") else {
        return;
    };
    let sandbox = Sandbox::new();
    let bundle = bundle(&sandbox);
    let code = "\
import sys
import tank_vendor.shotgun_api3.lib.certifi as certifi
assert certifi.where() == sys.argv[1], certifi.where()
assert certifi.contents() == open(sys.argv[1]).read()
";
    let args = ["-c", code, &bundle];
    let failed = without(&sandbox, &python, &args, &[]).code(1);
    assert!(
        failed.stderr.contains("No module named 'certifi'"),
        "{}",
        failed.stderr
    );
    with(&sandbox, &python, &args, &[]).success();
}

#[test]
fn a_copy_in_a_zip_answers_too() {
    let sandbox = Sandbox::new();
    certifi(&sandbox);
    let (bundle, zip) = (bundle(&sandbox), archive(&sandbox, "lib", "lib.zip"));
    for (version, python) in bare_pythons() {
        let code =
            "import vendor.certifi as c; print(c.where() + ' ' + type(c.__loader__).__name__)";
        let outcome = with(&sandbox, python, &["-c", code], &[("PYTHONPATH", &zip)]);
        let expected = format!("{bundle} zipimporter\n");
        assert_eq!(
            printed(&outcome),
            (Some(0), expected, String::new()),
            "Python {version}"
        );
    }
}

#[test]
fn without_the_variable_the_hook_does_nothing() {
    let sandbox = Sandbox::new();
    let path = list([hook(&sandbox), certifi(&sandbox)]);
    let code = "import sys, certifi; print([certifi.contents(), len(sys.meta_path)])";
    for (version, python) in bare_pythons() {
        let lib = certifi(&sandbox);
        let alone = [("PYTHONPATH", lib.to_str().expect("ASCII"))];
        let expected = printed(&without(&sandbox, python, &["-c", code], &alone));
        let found = without(&sandbox, python, &["-c", code], &[("PYTHONPATH", &path)]);
        assert_eq!(printed(&found), expected, "Python {version}");
        assert!(expected.1.starts_with("['own'"), "{expected:?}");
    }
}

/// A failure of the hook must not affect the program; `SGLAUNCH_DEBUG` shows it.
#[test]
fn a_failure_of_the_hook_shows_only_in_debug_mode() {
    let sandbox = Sandbox::new();
    let lib = certifi(&sandbox);
    let broken = sandbox.path("hooks/sglaunch-certifi-broken");
    let text = fs::read_to_string(hook(&sandbox).join("sitecustomize.py")).expect("the hook");
    sandbox.write(broken.join("sitecustomize.py"), text);
    let path = list([&broken, &lib]);
    let bundle = bundle(&sandbox);
    let code =
        "import certifi, vendor.certifi; print(certifi.contents() + vendor.certifi.contents())";
    for (version, python) in bare_pythons() {
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
            let silent = without(&sandbox, python, &["-c", code], &env);
            assert_eq!(
                printed(&silent),
                (Some(0), "ownown\n".to_owned(), String::new()),
                "Python {version}: {rest}"
            );
            env.push(("SGLAUNCH_DEBUG", "1"));
            let seen = without(&sandbox, python, &["-c", code], &env).code(0);
            assert!(
                seen.stderr
                    .starts_with("sglaunch: certifi is not patched:\nTraceback"),
                "{}",
                seen.stderr
            );
        }
    }
}

#[test]
fn a_certifi_that_cannot_be_patched_stays_unchanged() {
    let sandbox = Sandbox::new();
    let lib = sandbox.path("lib");
    sandbox.write(
        "lib/certifi.py",
        "\
import sys
class Certifi(object):
    def where(self):
        return 'own'
    def __setattr__(self, name, value):
        if name == 'where':
            raise AttributeError(name)
        object.__setattr__(self, name, value)
sys.modules[__name__] = Certifi()
",
    );
    let env = [("PYTHONPATH", lib.to_str().expect("ASCII"))];
    let code = "import certifi; print(certifi.where())";
    for (version, python) in bare_pythons() {
        let found = with(&sandbox, python, &["-B", "-c", code], &env);
        assert_eq!(
            printed(&found),
            (Some(0), "own\n".to_owned(), String::new()),
            "Python {version}"
        );
    }
}

#[test]
fn certifi_gives_its_own_list_if_the_bundle_is_missing() {
    let sandbox = Sandbox::new();
    let lib = certifi(&sandbox);
    let path = list([&hook(&sandbox), &lib]);
    let env = [
        ("PYTHONPATH", path.as_str()),
        ("SGLAUNCH_CERTIFI", "/not/here.pem"),
    ];
    let code = "import certifi; print(certifi.where() + certifi.contents())";
    for (version, python) in bare_pythons() {
        let own = system::native_path(lib.join("certifi/cacert.pem"));
        let expected = format!("{}own\n", own.display());
        let found = without(&sandbox, python, &["-c", code], &env);
        assert_eq!(
            printed(&found),
            (Some(0), expected, String::new()),
            "Python {version}"
        );
    }
}

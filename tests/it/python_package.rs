//! `packaging/readme` and `packaging/python`; `tests/packages/wheel` installs the real package.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use crate::clients::{interpreter_or_skip, repository};
use crate::sandbox::Sandbox;

const URL: &str = "https://example.com/studio/sglaunch";

/// Returns what `packaging/readme` prints.
fn readme(python: &Path, args: &[&str]) -> String {
    let script = repository("packaging/readme");
    let mut words: Vec<OsString> = [python, &script].map(Into::into).to_vec();
    words.extend(args.iter().map(OsString::from));
    Sandbox::new().run_without(&words).success().text()
}

#[test]
fn the_readme_of_a_package_has_no_relative_links() {
    let test = "python_package::the_readme_of_a_package_has_no_relative_links";
    let Some(python) = interpreter_or_skip(test, "3.7") else {
        return;
    };
    let original = fs::read_to_string(repository("README.md")).expect("README");
    let targets = |text: &str| -> Vec<String> {
        let links = text.split("](").skip(1);
        let targets = links.filter_map(|rest| rest.split(')').next());
        targets.map(str::to_owned).collect()
    };
    let (absolute, relative): (Vec<String>, Vec<String>) =
        (targets(&original).into_iter()).partition(|target| target.starts_with("https://"));
    assert!(relative.len() > 20, "{relative:?}");

    assert_eq!(targets(&readme(python, &[])), absolute);
    let linked = targets(&readme(python, &["--repository", URL]));
    for target in relative {
        let page = if target.starts_with('#') {
            ""
        } else {
            "/blob/HEAD/"
        };
        let expected = format!("{URL}{page}{target}");
        assert!(linked.contains(&expected), "{target}: {linked:?}");
    }
}

#[test]
fn only_links_change() {
    let test = "python_package::only_links_change";
    let Some(python) = interpreter_or_skip(test, "3.7") else {
        return;
    };
    let text = "See [`a`](docs/a.md#b), [two\nlines](c.md) [d][e] [](f.md), [ü](#g) and\n\
        `[h](i.md)`.\n\n    [j](k.md)\n\n- [l](https://example.org/l)\n";
    let sandbox = Sandbox::new();
    let file = sandbox.write("README.md", text);
    let file = file.to_str().expect("UTF-8");
    assert_eq!(
        readme(python, &[file]),
        "See `a`, two\nlines [d][e] , ü and\n\
            `[h](i.md)`.\n\n    [j](k.md)\n\n- [l](https://example.org/l)\n"
    );
    assert_eq!(
        readme(python, &["--repository", &format!("{URL}/"), file]),
        format!(
            "See [`a`]({URL}/blob/HEAD/docs/a.md#b), [two\nlines]({URL}/blob/HEAD/c.md) [d][e] \
                []({URL}/blob/HEAD/f.md), [ü]({URL}#g) and\n\
                `[h](i.md)`.\n\n    [j](k.md)\n\n- [l](https://example.org/l)\n"
        )
    );
}

//! The environment of the program.

use std::env::consts::EXE_SUFFIX;
use std::ffi::OsStr;

use serde_json::json;

use super::{VARIABLES, maya};
use crate::sandbox::{Sandbox, sglaunch};
use crate::system;

#[test]
fn the_environment_is_the_callers_with_the_profiles_changes() {
    let program = format!("program: {{linux: [\"/usr/maya/bin/maya{EXE_SUFFIX}\"]}}\n");
    let sandbox = Sandbox::new()
        .profile(
            "maya",
            &(program
                + "env:
  SET: value
  REMOVED: null
  RETENTION: {default: mine}
  GIVEN: {default: 'mine ${PRESENT}'}
  LIST: {prepend: [/a, /b], append: [/z]}
  NEW_LIST: {append: [/n]}
"),
        )
        .dcc("root/usr/maya/bin/maya")
        .env("REMOVED", "x")
        .env("KEPT", "theirs")
        .env("PRESENT", "한글 ${x}")
        .env("LIST", "/m")
        .env("LD_LIBRARY_PATH", "/studio/lib")
        .env("BYTES", system::bytes(b"\xff"));
    let outcome = sandbox.run(["maya"]).success();
    let list = ["/a", "/b", "/m", "/z"].join(system::LIST_SEPARATOR);
    for (name, value) in [
        ("SET", Some("value")),
        ("REMOVED", None),
        ("KEPT", Some("theirs")),
        ("GIVEN", Some("mine 한글 ${x}")),
        ("LIST", Some(list.as_str())),
        ("NEW_LIST", Some("/n")),
        ("LD_LIBRARY_PATH", Some("/studio/lib")),
        ("PATH", sandbox.var("PATH")),
        ("SGLAUNCH_PROFILE", Some("maya")),
        ("SGLAUNCH_DEPTH", Some("1")),
        ("SSL_CERT_DIR", None),
    ] {
        assert_eq!(outcome.dcc_env(name).as_deref(), value, "{name}");
    }
    let bytes = system::bytes(b"\xff");
    assert_eq!(
        outcome.json()["env"]["BYTES"],
        json!(bytes.as_encoded_bytes())
    );
}

#[test]
fn a_list_gets_no_empty_element() {
    let several = ["/a", "", "/b"].join(system::LIST_SEPARATOR);
    let sandbox = Sandbox::new()
        .profile(
            "maya",
            "program: {linux: [maya]}
env:
  EMPTY: {append: ['${NOPE:-}']}
  LIST: {prepend: ['${NOPE:-}', '${SEVERAL}'], append: ['${NOPE:-}']}
",
        )
        .dcc("bin/maya")
        .on_path("bin")
        .env("SEVERAL", several)
        .env("LIST", "/m");
    let outcome = sandbox.run(["maya"]).success();
    let list = ["/a", "/b", "/m"].join(system::LIST_SEPARATOR);
    assert_eq!(outcome.dcc_env("EMPTY"), None);
    assert_eq!(outcome.dcc_env("LIST"), Some(list));
}

#[test]
fn every_variable_names_the_one_bundle() {
    let sandbox = maya();
    let outcome = sandbox.run(["maya"]).success();
    let bundles = sandbox.bundles();
    let [bundle] = bundles.as_slice() else {
        panic!("{bundles:?}")
    };
    for name in VARIABLES {
        assert_eq!(outcome.dcc_env(name).as_deref(), bundle.to_str(), "{name}");
    }
}

#[test]
fn the_first_three_variables_are_always_set() {
    let sandbox = maya().profile(
        "maya",
        "program: {linux: [maya]}\nca: {variables: [PIP_CERT]}\n",
    );
    let outcome = sandbox.run(["maya"]).success();
    for (name, is_set) in [
        ("SHOTGUN_API_CACERTS", true),
        ("SSL_CERT_FILE", true),
        ("REQUESTS_CA_BUNDLE", true),
        ("PIP_CERT", true),
        ("CURL_CA_BUNDLE", false),
    ] {
        assert_eq!(outcome.dcc_env(name).is_some(), is_set, "{name}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "Windows has each variable once")]
fn a_duplicate_variable_is_passed_once() {
    let sandbox = maya().env("SGLAUNCH", sglaunch());
    // A shell does not pass a variable twice.
    let twice = "import os, sys; e = [b'%s=%s' % (os.fsencode(k), os.fsencode(v)) for k, v in os.environ.items()]\n\
                 import ctypes; libc = ctypes.CDLL(None)\n\
                 e += [b'SSL_CERT_FILE=/evil.pem', b'SSL_CERT_FILE=/evil2.pem', b'OTHER=first', b'OTHER=last']\n\
                 argv = (ctypes.c_char_p * 3)(b'sglaunch', b'maya', None)\n\
                 libc.execve(os.environb[b'SGLAUNCH'], argv, (ctypes.c_char_p * (len(e) + 1))(*e, None))\n";
    let python = crate::clients::system_python();
    let outcome = sandbox.run([
        OsStr::new("-p"),
        "defaults".as_ref(),
        python.as_os_str(),
        "-c".as_ref(),
        twice.as_ref(),
    ]);
    let file = outcome.code(0).dcc_env("SSL_CERT_FILE").expect("it is set");
    assert!(
        file.starts_with(sandbox.cache().to_str().expect("UTF-8")),
        "{file}"
    );
}

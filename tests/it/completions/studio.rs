//! A studio's machine: what the completions of the tests find.

use std::path::Path;

use crate::sandbox::Sandbox;
use crate::system;
use crate::tls_server::Authority;

use super::session::PROJECT;

/// A name that a shell would take apart and execute.
pub const HOSTILE: &str = "qq b$(touch broken)";

pub fn studio() -> Sandbox {
    let sandbox = Sandbox::new()
        .profile(
            "studio-tool",
            "description: |\n  It's `the` $(touch broken)'s \"tool\" [x]: y\u{2019}\n  $(touch broken)\n\
             sites: ['https://studio.example/x']\n",
        )
        .profile("한글", "{}")
        .profile(HOSTILE, "{}")
        .profile("it's", "{}")
        .profile("broken", "nonsense: 1\n")
        .profile("echo", "{}")
        .dcc(Path::new("root").join(system::houdini("20.0.896")))
        .dcc(Path::new("root").join(system::houdini("20.5.332")))
        .dcc(Path::new("root").join(system::houdini("21.0.440")))
        .script(format!("{PROJECT}/tool"), "#!/bin/sh\n");
    let ca = Authority::new("Studio");
    for name in ["studio.pem", "we ird.pem", "proxy.pem"] {
        sandbox.write(format!("home/.config/sglaunch/ca.d/{name}"), ca.pem());
    }
    sandbox.write_profile("home/extra/zz-extra.yaml", "{}");
    for name in ["file one.txt", "sub/deep.txt"] {
        sandbox.write(format!("{PROJECT}/{name}"), "");
    }
    for args in [
        ["-q", "shim", "add", "houdini"],
        ["-q", "shortcut", "add", "houdini"],
    ] {
        sandbox.run(args).code(0);
    }
    sandbox
}

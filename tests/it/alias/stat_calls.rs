//! What a warm launch by an alias costs, counted by strace.

use std::thread::sleep;
use std::time::Duration;

use super::with_programs;
use crate::launch::stat_calls::{on_machine, trace};
use crate::sandbox::{Sandbox, sglaunch};

const PROFILE: &str = "{program: {linux: [tool]}, aliases: [gadget]}";

/// The calls for the index itself: three check the cache, and two open and examine the file.
const INDEX: usize = 5;

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems have no strace")]
fn a_launch_by_an_alias_makes_two_calls_for_each_directory() {
    let test = "alias::stat_calls::a_launch_by_an_alias_makes_two_calls_for_each_directory";
    let mut counts = Vec::new();
    for profiles in [1, 500] {
        let sandbox = studio(profiles);
        let count = |word| {
            let calls = trace(test, &sandbox, "trace=%file,fstat", word)?;
            assert!(calls.len() > 10, "{calls:?}");
            Some(calls)
        };
        let words = ["tool", "gadget", "python3", "python"];
        let calls: Option<Vec<_>> = words.into_iter().map(count).collect();
        let Some(calls) = calls else { return };
        let [by_name, by_alias, built_in, python] = calls.as_slice() else {
            panic!("four words");
        };
        // Two directories: the user's, and that of SGLAUNCH_PROFILE_PATH.
        for (alias, name) in [(by_alias, by_name), (built_in, python)] {
            let report = alias.join("\n");
            assert!(
                alias.len() <= name.len() + 2 * 2 + INDEX,
                "{}\n{report}",
                name.len()
            );
        }
        // A launch by the profile's name reads no index.
        assert!(
            !by_name.iter().any(|call| call.contains("/dir\"")),
            "{by_name:?}"
        );
        counts.push([by_name.len(), by_alias.len(), built_in.len()]);
    }
    assert_eq!(counts[0], counts[1]);
}

/// Returns a machine with this many profiles in a directory, after launches that cached all.
fn studio(profiles: usize) -> Sandbox {
    let sandbox = with_programs(&["tool", "gadget", "python", "python3"]);
    let sandbox = sandbox.profile("tool", PROFILE);
    for index in 0..profiles {
        let yaml = format!("{{program: {{linux: [tool]}}, aliases: [alias-{index}]}}");
        sandbox.write_profile(format!("dir/profile-{index}.yaml"), &yaml);
    }
    let dir = sandbox.path("dir");
    let sandbox = sandbox.env("SGLAUNCH_PROFILE_PATH", dir);
    for _ in 0..2 {
        sleep(Duration::from_millis(2_100));
        for word in ["tool", "python", "gadget"] {
            on_machine(&sandbox, sglaunch()).arg(word).output().ok();
        }
    }
    sandbox
}

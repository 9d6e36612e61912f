//! `env-home`: which home directory the settings are read from.

use crate::dirs::HomeFault;
use crate::doctor::{Finding, Id, Subject};
use crate::env::names::SGLAUNCH_CONFIG_DIR;
use crate::os::HOME_VARIABLE as HOME;

/// `env-home`.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let fault = HomeFault::find(&subject.env);
    fault
        .map(|fault| finding(subject, &fault))
        .into_iter()
        .collect()
}

/// How an administrator trusts a certificate for all users.
const TRUST_FOR_ALL: &str = if cfg!(windows) {
    "`sglaunch trust add --site FILE` as administrator"
} else {
    "`sudo sglaunch trust add --site FILE`"
};

fn finding(subject: &Subject, fault: &HomeFault) -> Finding {
    let is_read = match fault {
        HomeFault::OfOther { .. } => "read from there, if this user may",
        _ => "not read",
    };
    let named = subject.env.non_empty(SGLAUNCH_CONFIG_DIR);
    let own = match named {
        Some(_) => String::new(),
        None => "sglaunch's profiles and the CAs of `sglaunch trust add`, ".to_owned(),
    };
    let files = format!("{is_read}: {own}pip.conf, .gitconfig, .aws/config, .npmrc, .netrc");
    let finding = Finding::warning(Id::EnvHome, fault.to_string()).detail(files);
    let in_use = subject.dirs.in_use(&subject.env, fault);
    let finding = in_use.into_iter().fold(finding, Finding::detail);
    let is_sudo = subject.env.non_empty("SUDO_USER").is_some();
    match fault {
        HomeFault::OfOther { .. } if is_sudo => finding
            .remedy("let sudo set root's own home")
            .command("sudo -H sglaunch list"),
        HomeFault::OfOther { .. } => finding.remedy(format!(
            "set {HOME} to the user's own directory; a farm or a service may have passed on that of \
             another one. What every user needs belongs to the machine's settings: {TRUST_FOR_ALL}, and \
             profiles"
        )),
        _ => finding.remedy(format!(
            "set {HOME}, or put what every user needs into the machine's settings: {TRUST_FOR_ALL}, \
             and profiles"
        )),
    }
}

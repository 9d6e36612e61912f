//! `env-home`: which home directory the settings are read from.

use std::fs;
use std::path::Path;

use crate::doctor::{Finding, Id, Subject};
use crate::env::names::SGLAUNCH_CONFIG_DIR;
use crate::os::read::is_not_found;
use crate::os::{HOME_VARIABLE as HOME, is_home_of_other};

/// A fault of the home directory.
enum Fault {
    NotSet,
    Relative,
    /// A clause behind the path.
    Unusable(String),
    OfOther,
}

/// `env-home`.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let value = subject.env.non_empty(HOME).map(Path::new);
    let fault = match value {
        None => Some(Fault::NotSet),
        Some(home) => fault(home),
    };
    fault
        .map(|fault| finding(subject, value, &fault))
        .into_iter()
        .collect()
}

fn fault(home: &Path) -> Option<Fault> {
    if home.is_relative() {
        return Some(Fault::Relative);
    }
    match fs::metadata(home) {
        Err(error) if is_not_found(&error) => Some(Fault::Unusable("does not exist".to_owned())),
        Err(error) => Some(Fault::Unusable(format!("cannot be reached: {error}"))),
        Ok(meta) if !meta.is_dir() => Some(Fault::Unusable("is not a directory".to_owned())),
        Ok(meta) if is_home_of_other(&meta) => Some(Fault::OfOther),
        Ok(_) => {
            let error = fs::read_dir(home).err()?;
            Some(Fault::Unusable(format!("cannot be read: {error}")))
        }
    }
}

fn finding(subject: &Subject, home: Option<&Path>, fault: &Fault) -> Finding {
    let home = home
        .map(|home| home.display().to_string())
        .unwrap_or_default();
    let message = match fault {
        Fault::NotSet => format!("{HOME} is not set: the settings of the user are not read"),
        Fault::Relative => format!(
            "{HOME} is {home}, a relative path: each program looks for settings in its own directory"
        ),
        Fault::Unusable(why) => {
            format!("the directory in {HOME} {why}: the settings of the user are not read")
        }
        Fault::OfOther => {
            format!("the directory in {HOME} is another user's: that user's settings are read")
        }
    };
    let is_read = match fault {
        Fault::OfOther => "read from there, if this user may",
        _ => "not read",
    };
    let named = subject.env.non_empty(SGLAUNCH_CONFIG_DIR);
    let own = match named {
        Some(_) => String::new(),
        None => "sglaunch's profiles and the CAs of `sglaunch trust add`, ".to_owned(),
    };
    let mut finding = Finding::warning(Id::EnvHome, message).detail(format!(
        "{is_read}: {own}pip.conf, .gitconfig, .aws/config, .npmrc, .netrc"
    ));
    if let Some(dir) = named {
        finding = finding.detail(format!(
            "sglaunch's own settings are in {}, which {SGLAUNCH_CONFIG_DIR} names",
            subject.cwd.join(dir).display()
        ));
    }
    finding = finding.detail(format!(
        "settings for all users are in {}",
        subject.dirs.machine_config.display()
    ));
    let is_sudo = subject.env.non_empty("SUDO_USER").is_some();
    match fault {
        Fault::OfOther if is_sudo => finding
            .remedy("let sudo set root's own home")
            .command("sudo -H sglaunch list"),
        Fault::OfOther => finding.remedy(format!(
            "set {HOME} to the user's own directory; a farm or a service may have passed on that of \
             another one"
        )),
        _ => finding.remedy(format!(
            "set {HOME}, or put what every user needs into the machine's settings: \
             `sudo sglaunch trust add --site FILE`, and profiles"
        )),
    }
}

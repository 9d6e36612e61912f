//! Redaction: findings are pasted into tickets, so they name no user, password or token.

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use super::{Finding, Remedy, Subject};
use crate::env::Env;
use crate::error::HOME;
use crate::order;
use crate::shell::without_home;

/// Variables that name the user.
const USERS: [&str; 4] = ["USER", "LOGNAME", "USERNAME", "SUDO_USER"];

/// Parts of the names of variables whose values are secret.
const SECRETS: [&str; 6] = [
    "TOKEN",
    "SECRET",
    "PASSWORD",
    "PASSWD",
    "API_KEY",
    "SCRIPT_KEY",
];

/// Shortest value that is taken for a secret: shorter ones are in many words.
const SHORTEST_SECRET: usize = 6;

/// The directories of the users' homes, whose next component is a user's name.
const HOMES: [&str; 4] = ["/home/", "/Users/", "\\Users\\", "\\home\\"];

/// Names below these directories that are no user's.
const SHARED: [&str; 3] = ["Shared", "Public", "Default"];

const HIDDEN: &str = "***";

/// Stands in the commands of remedies, for the reader to replace.
const LOGIN_EXAMPLE: &str = "USER:PASSWORD";

const USER: &str = "<user>";

/// The texts to hide.
#[derive(Clone, Debug, Default)]
pub struct Redaction {
    home: Option<String>,
    users: Vec<String>,
    secrets: Vec<String>,
    /// Names and addresses of hosts; empty if they are shown.
    hosts: Vec<String>,
    hides_hosts: bool,
}

impl Redaction {
    /// Returns what to hide about the launch that is examined.
    pub fn new(subject: &Subject, hides_hosts: bool) -> Self {
        Self {
            hides_hosts,
            ..Self::of_user(&subject.env, subject.home())
        }
    }

    /// Returns what to hide about a user.
    pub fn of_user(env: &Env, home: Option<&Path>) -> Self {
        let names = (USERS.iter()).filter_map(|name| env.non_empty(name)?.to_str());
        let own = home.and_then(owner).into_iter();
        let mut users: Vec<String> = names.chain(own).map(str::to_owned).collect();
        users.retain(|name| name.len() > 1 && name != "root");
        let is_secret = |name: &str| {
            let name = name.to_ascii_uppercase();
            SECRETS.iter().any(|part| name.contains(part))
        };
        let secrets = env.iter().filter_map(|(name, value)| {
            let (name, value) = (name.to_str()?, value.to_str()?);
            (value.len() >= SHORTEST_SECRET && is_secret(name)).then(|| value.to_owned())
        });
        let home = home.map(|home| home.to_string_lossy().into_owned());
        Self {
            home: home.filter(|home| home.len() > 1),
            users,
            secrets: secrets.collect(),
            ..Self::default()
        }
    }

    /// Hides these names and addresses too, if hosts are hidden.
    pub fn add_hosts(&mut self, hosts: impl IntoIterator<Item = String>) {
        if self.hides_hosts {
            for host in hosts {
                if !host.is_empty() && !self.hosts.contains(&host) {
                    self.hosts.push(host);
                }
            }
        }
    }

    pub fn hides_hosts(&self) -> bool {
        self.hides_hosts
    }

    /// Returns a finding without what is hidden.
    pub fn finding(&self, finding: Finding) -> Finding {
        Finding {
            site: finding.site.map(|site| self.text(&site)),
            message: self.text(&finding.message),
            excerpt: finding.excerpt.iter().map(|line| self.text(line)).collect(),
            details: finding.details.iter().map(|line| self.text(line)).collect(),
            remedy: finding.remedy.map(|remedy| Remedy {
                text: self.text(&remedy.text),
                commands: (remedy.commands.iter())
                    .map(|command| self.command(command))
                    .collect(),
                ..remedy
            }),
            ..finding
        }
    }

    /// Returns a text without what is hidden.
    pub fn text(&self, text: &str) -> String {
        let mut text = without_userinfo(text);
        for secret in &self.secrets {
            text = text.replace(secret, HIDDEN);
        }
        if let Some(home) = &self.home {
            text = replace_path(&text, home, HOME);
        }
        for dir in HOMES {
            text = without_owner(&text, dir);
        }
        for user in &self.users {
            text = replace_component(&text, user);
        }
        self.without_hosts(&text)
    }

    /// Returns the name of a thing, which may contain the name of a user as a word, without what is
    /// hidden.
    pub fn name(&self, name: &str) -> String {
        let users = self.users.iter();
        users.fold(self.text(name), |name, user| {
            replace_whole(&name, user, USER, char::is_alphanumeric)
        })
    }

    /// Returns a command without what is hidden. It still works in the shell that it is for.
    pub fn command(&self, command: &str) -> String {
        let replaced = (self.home.as_ref()).map(|home| without_home(command, home));
        self.text(&replaced.map_or(Cow::Borrowed(command), Cow::Owned))
    }

    fn without_hosts(&self, text: &str) -> String {
        if !self.hides_hosts {
            return text.to_owned();
        }
        let mut hosts: Vec<(usize, &String)> = self.hosts.iter().enumerate().collect();
        // `db.studio` before `studio`.
        order::sort_by_key(&mut hosts, |(_, host)| std::cmp::Reverse(host.len()));
        let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '.';
        let named = hosts
            .into_iter()
            .fold(text.to_owned(), |text, (number, host)| {
                replace_whole(&text, host, &format!("host-{}", number + 1), is_part)
            });
        without_addresses(&named)
    }
}

/// Returns the name of the user whose home this is, if it is in a directory of homes.
fn owner(home: &Path) -> Option<&str> {
    let dir = home.parent()?.file_name()?.to_str()?;
    let is_homes = ["home", "homes", "users"].contains(&&*dir.to_ascii_lowercase());
    is_homes.then(|| home.file_name()?.to_str()).flatten()
}

/// Replaces the addresses of hosts, with or without a port.
fn without_addresses(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_hexdigit() || ".:[]".contains(c);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_part) {
        let (before, found) = rest.split_at(at);
        let end = found.find(|c| !is_part(c)).unwrap_or(found.len());
        let (word, after) = found.split_at(end);
        let address = word.trim_end_matches(['.', ':']);
        let is_address = address.parse::<IpAddr>().is_ok() || address.parse::<SocketAddr>().is_ok();
        out.push_str(before);
        if is_address {
            out.push_str("address");
            out.push_str(&word[address.len()..]);
        } else {
            out.push_str(word);
        }
        rest = after;
    }
    out + rest
}

/// Replaces the user and password of every URL.
fn without_userinfo(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        out.push_str(before);
        out.push_str("://");
        let end = after.find(|c: char| "/?#\"'`<>".contains(c) || c.is_whitespace());
        let authority = &after[..end.unwrap_or(after.len())];
        rest = after;
        if let Some(at) = authority.rfind('@')
            && authority.get(..at) != Some(LOGIN_EXAMPLE)
        {
            out.push_str(HIDDEN);
            rest = &after[at..];
        }
    }
    out + rest
}

/// Replaces a directory where it is a whole path or the beginning of one.
fn replace_path(text: &str, dir: &str, by: &str) -> String {
    let is_part = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    replace_whole(text, dir, by, is_part)
}

/// Replaces the component behind a directory of homes.
fn without_owner(text: &str, dir: &str) -> String {
    let mut parts = text.split(dir);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(dir);
        let end = part.find(|c: char| "/\\\"'`:;,)".contains(c) || c.is_whitespace());
        let (owner, rest) = part.split_at(end.unwrap_or(part.len()));
        out.push_str(if owner.is_empty() || SHARED.contains(&owner) {
            owner
        } else {
            USER
        });
        out.push_str(rest);
    }
    out
}

/// Replaces a user's name where it is a component of a path.
fn replace_component(text: &str, user: &str) -> String {
    let is_part = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    let text = replace_whole(text, &format!("/{user}"), &format!("/{USER}"), is_part);
    replace_whole(&text, &format!("\\{user}"), &format!("\\{USER}"), is_part)
}

/// Replaces `word` where no character before or behind it belongs to a longer word. A separator at
/// its beginning ends any word before it.
fn replace_whole(text: &str, word: &str, by: &str, is_part: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(word) {
        let (before, found) = rest.split_at(at);
        let after = &found[word.len()..];
        let begins_word = word.starts_with(['/', '\\'])
            || !before
                .chars()
                .next_back()
                .or(out.chars().next_back())
                .is_some_and(&is_part);
        let ends_word = !after.chars().next().is_some_and(&is_part);
        out.push_str(before);
        out.push_str(if begins_word && ends_word { by } else { word });
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redaction() -> Redaction {
        Redaction {
            home: Some("/home/ana".to_owned()),
            users: vec!["ana".to_owned()],
            secrets: vec!["s3cret-value".to_owned()],
            hosts: vec!["studio.example".to_owned(), "db.studio.example".to_owned()],
            hides_hosts: true,
        }
    }

    #[test]
    fn texts_name_no_user_and_no_secret() {
        for (text, expected) in [
            ("/home/ana/ca.pem is empty", "~/ca.pem is empty"),
            ("/home/ana", "~"),
            ("in `/home/ana`: no", "in `~`: no"),
            ("/home/anabel/ca.pem", "/home/<user>/ca.pem"),
            (
                "/Users/bo/Library, C:\\Users\\bo\\x",
                "/Users/<user>/Library, C:\\Users\\<user>\\x",
            ),
            ("/Users/Shared/ca.pem", "/Users/Shared/ca.pem"),
            ("/mnt/users/ana/ca.pem", "/mnt/users/<user>/ca.pem"),
            ("/opt/analysis/ana.pem", "/opt/analysis/ana.pem"),
            (
                "proxy http://ana:pw@proxy:3128/",
                "proxy http://***@proxy:3128/",
            ),
            ("http://a:p%40@x@proxy", "http://***@proxy"),
            (
                "http://USER:PASSWORD@proxy:3128",
                "http://USER:PASSWORD@proxy:3128",
            ),
            ("https://studio/x@y", "https://studio/x@y"),
            ("key=s3cret-value", "key=***"),
            (
                "studio.example:443 and db.studio.example",
                "host-1:443 and host-2",
            ),
            ("mystudio.example", "mystudio.example"),
            (
                "127.0.0.1:443: refused. ::1, [fe80::1]:443.",
                "address: refused. address, address.",
            ),
            ("version 3.0.19 at 22:10:05", "version 3.0.19 at 22:10:05"),
        ] {
            assert_eq!(redaction().text(text), expected.replace('~', HOME));
        }
    }

    #[test]
    fn the_name_of_a_user_is_taken_from_a_directory_of_homes() {
        for (home, name) in [
            ("/home/ana", Some("ana")),
            ("/mnt/users/ana", Some("ana")),
            ("/tmp/test/localhost", None),
            ("/", None),
        ] {
            assert_eq!(owner(Path::new(home)), name);
        }
    }

    #[test]
    fn commands_still_work() {
        let command = redaction().command("sglaunch trust add '/home/ana/my ca.pem'");
        #[cfg(unix)]
        assert_eq!(command, "sglaunch trust add ~/'my ca.pem'");
        assert!(!command.contains("ana/"), "{command}");
    }
}

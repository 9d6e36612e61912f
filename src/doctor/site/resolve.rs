//! The addresses of a host.
//!
//! The release for Linux is static, and musl's resolver does not load the modules of
//! `nsswitch.conf`: `getent`, a program of the system, sees what the user's programs see.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::resolve_by_std::by_std;
use super::wire::remaining;
use super::{Site, tool};
use crate::env::Env;

/// A reason why a name has no address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAddress {
    /// The reason of the resolver.
    Unknown(String),
    TimedOut,
}

/// Variables of the resolver.
const RESOLVER: [&str; 3] = ["RES_OPTIONS", "LOCALDOMAIN", "HOSTALIASES"];

/// Returns the addresses of a host, in the order of the system.
pub fn addresses(site: &Site, env: &Env, deadline: Instant) -> Result<Vec<IpAddr>, NoAddress> {
    if let Some(address) = site.address() {
        return Ok(vec![address]);
    }
    if cfg!(target_os = "linux")
        && let Some(getent) = getent(env)
    {
        return by_getent(&getent, site, env, deadline);
    }
    by_std(site, deadline)
}

fn getent(env: &Env) -> Option<PathBuf> {
    let usual = Path::new("/usr/bin/getent");
    if usual.exists() {
        return Some(usual.to_owned());
    }
    let path = env.search_path()?;
    // A relative directory in PATH is not searched.
    which::which_in("getent", Some(path), "/").ok()
}

fn by_getent(
    getent: &Path,
    site: &Site,
    env: &Env,
    deadline: Instant,
) -> Result<Vec<IpAddr>, NoAddress> {
    let set = RESOLVER
        .iter()
        .filter_map(|name| Some((*name, env.get(name)?.to_owned())));
    let variables: Vec<_> = set.collect();
    let Some(text) = tool::output(getent, &["ahosts", &site.host], &variables, deadline) else {
        if remaining(deadline).is_zero() {
            return Err(NoAddress::TimedOut);
        }
        // One that cannot be started is not the fault of the name.
        return by_std(site, deadline);
    };
    let addresses = parse(&text);
    if addresses.is_empty() {
        return Err(NoAddress::Unknown(format!(
            "getent ahosts {} finds nothing",
            site.host
        )));
    }
    Ok(addresses)
}

/// Reads the first column of each line. Every address is there once for each type of socket.
fn parse(text: &str) -> Vec<IpAddr> {
    let columns = text
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    let mut addresses = Vec::new();
    for address in columns.filter_map(|column| column.parse().ok()) {
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    addresses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_of_getent_is_taken_once_in_its_order() {
        let text = "2001:db8::1     STREAM studio.example.com\n2001:db8::1     DGRAM  \n\
                    192.0.2.1       STREAM \nfe80::1%eth0    STREAM \n";
        let expected: [IpAddr; 2] = [
            "2001:db8::1".parse().expect("an address"),
            "192.0.2.1".parse().expect("an address"),
        ];
        assert_eq!(parse(text), expected);
    }

    #[test]
    fn getent_knows_localhost() {
        let site = Site::parse("localhost").expect("a site");
        let soon = Instant::now() + std::time::Duration::from_secs(5);
        let found = addresses(&site, &Env::default(), soon);
        assert!(found.is_ok_and(|all| all[0].is_loopback()));
    }
}

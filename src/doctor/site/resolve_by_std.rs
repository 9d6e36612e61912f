//! The resolver of std, which is that of the C library.

use std::io;
use std::net::{IpAddr, ToSocketAddrs as _};
use std::time::Instant;

use super::Site;
use super::resolve::NoAddress;
use super::wire::remaining;
use crate::os::threads;

/// Static glibc cannot load the modules that look names up, and has none of its own.
const IS_COMPLETE: bool = !cfg!(all(target_env = "gnu", target_feature = "crt-static"));

/// musl reads /etc/hosts and asks the name servers of /etc/resolv.conf, and nothing else.
const HAS_MODULES: bool = !cfg!(target_env = "musl");

/// Returns the addresses of a host, each once.
pub fn by_std(site: &Site, deadline: Instant) -> Result<Vec<IpAddr>, NoAddress> {
    if !IS_COMPLETE {
        let why = "getent, which looks names up, cannot be started";
        return Err(NoAddress::Unknown(why.to_owned()));
    }
    let (host, port) = (site.host.clone(), site.port);
    let found = threads::start(move || {
        let found = (host.as_str(), port).to_socket_addrs();
        let found = found.map(|all| all.map(|one| one.ip()).collect::<Vec<_>>());
        found.map_err(|error| reason(&error))
    });
    let found = found.wait(remaining(deadline));
    match found.ok().and_then(Result::ok) {
        Some(Ok(addresses)) if addresses.is_empty() => {
            Err(NoAddress::Unknown("the name has no address".to_owned()))
        }
        Some(Ok(mut addresses)) => {
            addresses.dedup();
            Ok(addresses)
        }
        Some(Err(reason)) => Err(NoAddress::Unknown(reason)),
        None => Err(NoAddress::TimedOut),
    }
}

fn reason(error: &io::Error) -> String {
    if HAS_MODULES {
        return error.to_string();
    }
    format!("{error} (getent cannot be started, so no module of nsswitch.conf was asked)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_resolver_knows_localhost() {
        let site = Site::parse("localhost").unwrap();
        let soon = Instant::now() + std::time::Duration::from_secs(5);
        let found = by_std(&site, soon);
        assert_eq!(found.is_ok_and(|all| all[0].is_loopback()), IS_COMPLETE);
    }
}

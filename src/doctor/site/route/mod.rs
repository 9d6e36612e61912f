//! The way to a site: directly, or through a proxy of the environment or of the system.

mod exceptions;
mod proxy;
mod system;

use std::time::Instant;

use super::Site;
use crate::env::Env;
pub use proxy::{BadProxy, Origin, Proxy};

/// The way to a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    Direct,
    Proxy(Proxy),
    /// A setting names a proxy that cannot be used.
    Bad(BadProxy, Origin),
}

/// A setting that does not decide the route but may explain a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// The URL of a proxy auto-configuration file, which no Python reads.
    Pac(String),
    /// An entry of `NO_PROXY` with a `*` in it.
    UnreadPattern(String),
    /// The entry of `NO_PROXY` for this site is the reason that the proxy is not used.
    Bypassed,
}

/// Variables that name the proxy for `https://`, lower case first, as curl and urllib have it.
const HTTPS_PROXY: [&str; 2] = ["https_proxy", "HTTPS_PROXY"];
const ALL_PROXY: [&str; 2] = ["all_proxy", "ALL_PROXY"];
const NO_PROXY: [&str; 2] = ["no_proxy", "NO_PROXY"];
const HTTP_PROXY: [&str; 2] = ["http_proxy", "HTTP_PROXY"];

impl Route {
    /// Returns the route to a site. As for urllib and requests, the system's settings count only if
    /// no variable sets a proxy.
    pub fn to(site: &Site, env: &Env, deadline: Instant) -> (Self, Vec<Remark>) {
        let any = [HTTPS_PROXY, ALL_PROXY, NO_PROXY, HTTP_PROXY];
        if any.iter().any(|names| first(env, *names).is_some()) {
            return Self::of_variables(site, env);
        }
        system::route(site, deadline)
    }

    fn of_variables(site: &Site, env: &Env) -> (Self, Vec<Remark>) {
        let no_proxy = first(env, NO_PROXY).map(|(_, value)| value);
        let no_proxy = no_proxy.unwrap_or_default();
        let patterns = exceptions::unread_patterns(&no_proxy);
        let mut remarks: Vec<_> = patterns.into_iter().map(Remark::UnreadPattern).collect();
        let Some((name, value)) = first(env, HTTPS_PROXY).or_else(|| first(env, ALL_PROXY)) else {
            return (Self::Direct, Vec::new());
        };
        if exceptions::bypasses(&no_proxy, site) {
            remarks.push(Remark::Bypassed);
            return (Self::Direct, remarks);
        }
        let origin = Origin::Variable(name.to_owned());
        (Self::of_value(&value, origin), remarks)
    }

    fn of_value(value: &str, origin: Origin) -> Self {
        match Proxy::parse(value, origin.clone()) {
            Ok(proxy) => Self::Proxy(proxy),
            Err(bad) => Self::Bad(bad, origin),
        }
    }
}

/// Returns the first variable that is set, unless it is empty: an empty `https_proxy` hides
/// `HTTPS_PROXY`.
fn first(env: &Env, names: [&'static str; 2]) -> Option<(&'static str, String)> {
    let set = |name: &&str| env.get(name).is_some();
    let name = names.into_iter().find(set)?;
    let value = env.non_empty(name)?.to_string_lossy().into_owned();
    Some((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the route and the variable that decides it, in lower case: on Windows the names of
    /// variables have no case.
    fn route(variables: &[(&str, &str)]) -> String {
        let site = Site::parse("https://www.example.com").expect("a site");
        let env: Env = variables.iter().copied().collect();
        match Route::of_variables(&site, &env).0 {
            Route::Direct => "direct".to_owned(),
            Route::Proxy(proxy) => format!("{} by {}", proxy.url(), proxy.origin).to_lowercase(),
            Route::Bad(bad, origin) => format!("{bad:?} by {origin}").to_lowercase(),
        }
    }

    #[test]
    fn the_variables_decide_in_the_order_of_the_clients() {
        let lower = ("https_proxy", "http://lower:1");
        let all = ("ALL_PROXY", "http://all:3");
        assert_eq!(route(&[]), "direct");
        assert_eq!(route(&[("http_proxy", "http://plain:1")]), "direct");
        assert_eq!(route(&[lower, all]), "http://lower:1 by https_proxy");
        assert_eq!(route(&[all]), "http://all:3 by all_proxy");
        assert_eq!(
            route(&[("HTTPS_PROXY", "socks5://s:1")]),
            "socks by https_proxy"
        );
    }

    #[cfg(unix)]
    #[test]
    fn an_empty_lower_case_variable_hides_the_other() {
        let upper = ("HTTPS_PROXY", "http://upper:2");
        assert_eq!(route(&[upper]), "http://upper:2 by https_proxy");
        assert_eq!(route(&[("https_proxy", ""), upper]), "direct");
        let lower = ("https_proxy", "http://lower:1");
        assert_eq!(route(&[upper, lower]), "http://lower:1 by https_proxy");
        assert_eq!(
            route(&[upper, ("no_proxy", ""), ("NO_PROXY", "*")]),
            "http://upper:2 by https_proxy"
        );
    }

    #[test]
    fn a_bypassed_site_is_reached_directly() {
        let proxy = ("https_proxy", "http://proxy:1");
        assert_eq!(route(&[proxy, ("no_proxy", "example.com")]), "direct");
        assert_eq!(
            route(&[proxy, ("no_proxy", "example.org")]),
            "http://proxy:1 by https_proxy"
        );
    }
}

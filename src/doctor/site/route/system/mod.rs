//! The system's own proxy settings, as urllib reads them if no variable is set: those of Windows
//! and of macOS.

#[cfg(any(windows, test))]
mod internet_settings;
#[cfg(any(target_os = "macos", test))]
mod scutil;

use std::time::Instant;

use super::super::Site;
use super::{Origin, Remark, Route};

/// The settings, without those that are switched off.
#[derive(Debug, Default, PartialEq, Eq)]
struct Settings {
    /// Host and port of the proxy for `https://`.
    proxy: Option<String>,
    /// Hosts that are reached directly, with `*` as in a shell.
    exceptions: Vec<String>,
    /// Names without a dot are reached directly.
    excludes_simple_names: bool,
    /// The URL of a proxy auto-configuration file.
    pac: Option<String>,
}

/// Returns the route by the system's settings. Linux has none that Python reads.
pub fn route(site: &Site, deadline: Instant) -> (Route, Vec<Remark>) {
    settings(deadline).route(site)
}

#[cfg(windows)]
use internet_settings::settings;
#[cfg(target_os = "macos")]
use scutil::settings;

#[cfg(not(any(windows, target_os = "macos")))]
fn settings(_: Instant) -> Settings {
    Settings::default()
}

impl Settings {
    fn route(self, site: &Site) -> (Route, Vec<Remark>) {
        let pac: Vec<_> = self.pac.clone().map(Remark::Pac).into_iter().collect();
        let Some(proxy) = &self.proxy else {
            return (Route::Direct, pac);
        };
        if self.bypasses(&site.host) {
            return (Route::Direct, pac);
        }
        (Route::of_value(proxy, Origin::System), pac)
    }

    fn bypasses(&self, host: &str) -> bool {
        let is_simple = !host.contains(['.', ':']);
        let matches = |pattern: &String| is_match(&pattern.to_ascii_lowercase(), host);
        (is_simple && self.excludes_simple_names) || self.exceptions.iter().any(matches)
    }
}

/// Returns whether `text` matches a pattern in which `*` stands for any characters.
fn is_match(pattern: &str, text: &str) -> bool {
    let Some((begin, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let (middle, end) = rest.rsplit_once('*').unwrap_or(("", rest));
    let text = text.strip_prefix(begin);
    let Some(mut text) = text.and_then(|text| text.strip_suffix(end)) else {
        return false;
    };
    // The first place of each part leaves the most text for the next ones.
    middle.split('*').all(|part| {
        let after = text.split_once(part).map(|(_, after)| after);
        text = after.unwrap_or_default();
        after.is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_are_patterns() {
        for (pattern, host, expected) in [
            ("*.example.com", "www.example.com", true),
            ("*.example.com", "example.com", false),
            ("10.*", "10.1.2.3", true),
            ("*", "x", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-b-d", false),
            ("a*a", "a", false),
            ("a*b*b*c", "a-b-c", false),
            ("a**c", "abc", true),
            ("localhost", "localhost", true),
        ] {
            assert_eq!(is_match(pattern, host), expected, "{pattern} {host}");
        }
    }

    #[test]
    fn settings_give_a_route_and_mention_the_pac_file() {
        let settings = || Settings {
            proxy: Some("proxy:3128".to_owned()),
            exceptions: vec!["*.example.com".to_owned()],
            excludes_simple_names: true,
            pac: Some("http://wpad/wpad.dat".to_owned()),
        };
        let of = |site: &str| settings().route(&Site::parse(site).expect("a site"));
        let pac = vec![Remark::Pac("http://wpad/wpad.dat".to_owned())];
        assert_eq!(of("www.example.com"), (Route::Direct, pac.clone()));
        assert_eq!(of("studio"), (Route::Direct, pac));
        let (route, _) = of("www.example.org");
        assert!(matches!(route, Route::Proxy(proxy) if proxy.url() == "http://proxy:3128"));
    }
}

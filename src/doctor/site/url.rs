//! The sites that are tested.

use std::net::{IpAddr, Ipv6Addr};

use crate::error::{Error, Result, cut};

/// The host and port of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// A name or an address, without brackets.
    pub host: String,
    pub port: u16,
}

/// Longest name of a host, and of one of its labels (RFC 1035).
const MAX_NAME: usize = 253;
const MAX_LABEL: usize = 63;

impl Site {
    /// Parses `https://host[:port][/…]` or `host[:port]`. User name and password are dropped.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        let rest = match text.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => rest,
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => {
                let place = authority_of(rest);
                return Err(not_a_site(&format!("http://{place}"))
                    .hint(format!("only TLS is tested: write `https://{place}`")));
            }
            Some((scheme, _)) => return Err(bad_url(&format!("{scheme}://…"))),
            None => text,
        };
        let authority = authority_of(rest);
        if authority.len() < rest.len() && has_login_behind(rest) {
            // A password with a slash in it: every part of the text may be secret.
            return Err(bad_url("a URL with a password"));
        }
        Self::of_authority(authority, 443)
    }

    /// Parses `host[:port]`.
    pub fn of_authority(authority: &str, default_port: u16) -> Result<Self> {
        let (host, port) = split(authority, default_port).ok_or_else(|| bad_url(authority))?;
        if !host.is_ascii() {
            let error = Error::new(format!("the name of a host is not ASCII: `{}`", cut(host)));
            return Err(
                error.hint("write the name in Punycode, where each such part begins with `xn--`")
            );
        }
        let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
        if host.parse::<IpAddr>().is_err() && !is_host_name(&host) {
            return Err(bad_url(authority));
        }
        Ok(Self { host, port })
    }

    /// Returns host and port, the port only if it is not 443.
    pub fn authority(&self) -> String {
        match self.port {
            443 => self.bracketed(),
            port => format!("{}:{port}", self.bracketed()),
        }
    }

    /// Returns host and port for the request line of `CONNECT`.
    pub fn with_port(&self) -> String {
        format!("{}:{}", self.bracketed(), self.port)
    }

    /// Returns the address if the host is one.
    pub fn address(&self) -> Option<IpAddr> {
        self.host.parse().ok()
    }

    fn bracketed(&self) -> String {
        match self.host.parse::<Ipv6Addr>() {
            Ok(address) => format!("[{address}]"),
            Err(_) => self.host.clone(),
        }
    }
}

/// Returns whether a host is a domain or below it. Both are in lower case.
pub fn is_in_domain(host: &str, domain: &str) -> bool {
    let before = host.strip_suffix(domain);
    before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// Returns the part before the path, without user name and password.
fn authority_of(rest: &str) -> &str {
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default()
}

/// Returns whether an `@` follows the first part of the path, so that the part before the path may
/// be the begin of a password.
fn has_login_behind(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    !authority.contains('@') && authority.contains(':') && rest.contains('@')
}

/// Splits host and port. An IPv6 address with a port has brackets.
fn split(authority: &str, default_port: u16) -> Option<(&str, u16)> {
    if let Some(rest) = authority.strip_prefix('[') {
        let (host, rest) = rest.split_once(']')?;
        host.parse::<Ipv6Addr>().ok()?;
        return match rest.strip_prefix(':') {
            Some(port) => Some((host, port_of(port)?)),
            None => rest.is_empty().then_some((host, default_port)),
        };
    }
    if authority.parse::<Ipv6Addr>().is_ok() {
        return Some((authority, default_port));
    }
    match authority.split_once(':') {
        Some((host, port)) => Some((host, port_of(port)?)),
        None => Some((authority, default_port)),
    }
}

fn port_of(text: &str) -> Option<u16> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    let port = is_number.then(|| text.parse().ok()).flatten();
    port.filter(|port| *port != 0)
}

/// Returns whether a name can be one of a host. Underscores are not allowed by RFC 1123, but used.
fn is_host_name(name: &str) -> bool {
    let is_label = |label: &str| {
        let is_known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        !label.is_empty()
            && label.len() <= MAX_LABEL
            && !label.starts_with('-')
            && label.bytes().all(is_known)
    };
    name.len() <= MAX_NAME && name.split('.').all(is_label)
}

fn not_a_site(text: &str) -> Error {
    Error::new(format!("not the address of a site: `{}`", cut(text)))
}

fn bad_url(text: &str) -> Error {
    not_a_site(text).hint(
        "write a host, with its port if it is not 443, as in `https://studio.example.com` or \
         `studio.example.com:8443`",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (String, u16) {
        let site = Site::parse(text).expect("a site");
        (site.host, site.port)
    }

    #[test]
    fn a_site_is_a_url_or_a_host_with_a_port() {
        for (text, host, port) in [
            ("https://studio.example.com", "studio.example.com", 443),
            (
                "HTTPS://Studio.Example.COM./page?a=b#c",
                "studio.example.com",
                443,
            ),
            ("studio.example.com:8443", "studio.example.com", 8443),
            ("https://studio:8443/", "studio", 8443),
            (" 192.0.2.1 ", "192.0.2.1", 443),
            ("https://[2001:db8::1]:8443/x", "2001:db8::1", 8443),
            ("[::1]", "::1", 443),
            ("::1", "::1", 443),
            ("xn--bcher-kva.example", "xn--bcher-kva.example", 443),
            (
                "https://artist:secret@studio.example.com:444/",
                "studio.example.com",
                444,
            ),
            ("https://artist:s@cret@studio", "studio", 443),
        ] {
            assert_eq!(parsed(text), (host.to_owned(), port), "{text}");
        }
    }

    #[test]
    fn the_authority_has_brackets_around_an_ipv6_address() {
        let of = |text| Site::parse(text).expect("a site").authority();
        assert_eq!(of("https://[::1]:8443"), "[::1]:8443");
        assert_eq!(of("::1"), "[::1]");
        assert_eq!(of("studio:443"), "studio");
        assert_eq!(
            Site::parse("studio").expect("a site").with_port(),
            "studio:443"
        );
    }

    #[test]
    fn bad_input_is_one_error_with_a_hint_and_without_the_password() {
        for text in [
            "",
            "https://",
            "https:///path",
            "ftp://studio.example.com",
            "http://artist:secret@studio.example.com",
            "studio:port",
            "studio:0",
            "studio:65536",
            "studio:+443",
            "a:b:c",
            "[::1",
            "[::1]8443",
            "[studio]",
            "stu dio",
            "-studio",
            "studio..example",
            "bücher.example",
            "https://artist:secret/x@studio.example.com/",
            "https://artist:secret@stu dio",
            &"a".repeat(64),
            &"a.".repeat(200),
        ] {
            let error = Site::parse(text).expect_err(text);
            let text_of_error = error.render(None);
            assert!(text_of_error.contains("hint: "), "{text_of_error}");
            assert!(!text_of_error.contains("secret"), "{text_of_error}");
        }
    }
}

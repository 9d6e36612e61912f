//! A proxy, as a variable or the system's settings name it.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::Site;

/// An HTTP proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// The connection to the proxy itself is TLS (`https://` in its URL).
    pub is_tls: bool,
    pub at: Site,
    pub login: Option<Login>,
    pub origin: Origin,
}

/// The setting that names a proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A variable, by its name as it is set.
    Variable(String),
    /// Windows' Internet Settings or macOS' network settings.
    System,
}

/// User name and password, which are never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Login(Vec<u8>);

/// A reason why doctor cannot use the value of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadProxy {
    Socks,
    Invalid,
}

impl Proxy {
    /// Parses `[scheme://][user[:password]@]host[:port][/]`. Without a scheme it is `http`.
    pub fn parse(text: &str, origin: Origin) -> Result<Self, BadProxy> {
        let text = text.trim();
        let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
        let scheme = scheme.to_ascii_lowercase();
        let is_tls = match scheme.as_str() {
            "http" => false,
            "https" => true,
            _ if scheme.starts_with("socks") => return Err(BadProxy::Socks),
            _ => return Err(BadProxy::Invalid),
        };
        // The last `@` ends the password, which may contain one, and slashes.
        let (login, place) = match rest.rsplit_once('@') {
            Some((login, place)) => (Some(Login::decoded(login)), place),
            None => (None, rest),
        };
        let authority = place.split(['/', '?', '#']).next().unwrap_or_default();
        let default_port = if is_tls { 443 } else { 80 };
        let at = Site::of_authority(authority, default_port).map_err(|_| BadProxy::Invalid)?;
        Ok(Self {
            is_tls,
            at,
            login,
            origin,
        })
    }

    /// Returns the URL without user name and password.
    pub fn url(&self) -> String {
        let scheme = if self.is_tls { "https" } else { "http" };
        format!("{scheme}://{}", self.at.with_port())
    }
}

impl Login {
    fn decoded(text: &str) -> Self {
        Self(percent_decoded(text))
    }

    /// Returns the value of `Proxy-Authorization`.
    pub fn basic(&self) -> String {
        let with_colon = if self.0.contains(&b':') {
            self.0.clone()
        } else {
            [&self.0[..], b":"].concat()
        };
        format!("Basic {}", STANDARD.encode(with_colon))
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(…)")
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => f.write_str(name),
            Self::System => f.write_str("the system's proxy settings"),
        }
    }
}

/// Decodes `%40`. What is not such a sequence stays.
fn percent_decoded(text: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, others)) = rest.split_first() {
        let code = (*first == b'%').then(|| others.get(..2)).flatten();
        let code = code.and_then(|code| str::from_utf8(code).ok());
        if let Some(byte) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            decoded.push(byte);
            rest = others.get(2..).unwrap_or_default();
        } else {
            decoded.push(*first);
            rest = others;
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Proxy, BadProxy> {
        Proxy::parse(text, Origin::Variable("https_proxy".to_owned()))
    }

    #[test]
    fn a_proxy_is_a_url_or_a_host_with_a_port() {
        for (text, url) in [
            ("http://proxy.example:3128", "http://proxy.example:3128"),
            ("proxy.example:3128", "http://proxy.example:3128"),
            ("proxy.example", "http://proxy.example:80"),
            ("HTTPS://proxy.example/", "https://proxy.example:443"),
            ("http://[::1]:3128/", "http://[::1]:3128"),
            ("http://artist:s/e@cret@proxy:3128", "http://proxy:3128"),
        ] {
            assert_eq!(parse(text).expect("a proxy").url(), url, "{text}");
        }
    }

    #[test]
    fn what_is_not_an_http_proxy_is_not_followed() {
        assert_eq!(parse("socks5h://proxy:1080"), Err(BadProxy::Socks));
        for text in [
            "http://proxy:port",
            "http://",
            "ftp://proxy",
            "http://pro xy",
        ] {
            assert_eq!(parse(text), Err(BadProxy::Invalid), "{text}");
        }
    }

    #[test]
    fn the_login_is_decoded_for_the_proxy_and_hidden_from_everything_else() {
        let proxy = parse("http://artist:p%40ss%zz@proxy:3128").expect("a proxy");
        let login = proxy.login.as_ref().expect("a login");
        let expected = format!("Basic {}", STANDARD.encode("artist:p@ss%zz"));
        assert_eq!(login.basic(), expected);
        assert!(!format!("{proxy:?}").contains("artist"));
        let no_password = parse("http://artist@proxy").expect("a proxy");
        let basic = no_password.login.expect("a login").basic();
        assert_eq!(basic, format!("Basic {}", STANDARD.encode("artist:")));
    }
}

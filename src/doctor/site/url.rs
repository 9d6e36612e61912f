//! The sites that are tested.

use crate::error::{Error, Result};

/// The host and port of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// A name or an address, without brackets.
    pub host: String,
    pub port: u16,
}

impl Site {
    /// Parses `https://host[:port][/…]` or `host[:port]`.
    pub fn parse(text: &str) -> Result<Self> {
        let rest = text.strip_prefix("https://").unwrap_or(text);
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let (host, port) = authority.rsplit_once(':').unwrap_or((authority, "443"));
        let port = port.parse().map_err(|_| Error::new("not a port"))?;
        Ok(Self {
            host: host.to_owned(),
            port,
        })
    }

    /// Returns host and port, the port only if it is not 443.
    pub fn authority(&self) -> String {
        match self.port {
            443 => self.host.clone(),
            port => format!("{}:{port}", self.host),
        }
    }
}

//! Windows' Internet Settings in the registry.

use super::Settings;

/// The values of the key, of which each may be missing.
#[derive(Debug, Default)]
struct Values {
    is_enabled: bool,
    /// `host:port`, or `http=host:port;https=host:port`.
    server: Option<String>,
    /// Patterns with `;` between them; `<local>` stands for names without a dot.
    exceptions: Option<String>,
    pac: Option<String>,
}

/// Returns the settings of the current user.
#[cfg(windows)]
pub fn settings(_: std::time::Instant) -> Settings {
    read().map(Values::settings).unwrap_or_default()
}

#[cfg(windows)]
fn read() -> Option<Values> {
    use winsafe::{HKEY, RegistryValue, co};
    const KEY: &str = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings";
    let key = HKEY::CURRENT_USER
        .RegOpenKeyEx(Some(KEY), co::REG_OPTION::default(), co::KEY::READ)
        .ok()?;
    let text = |name: &str| match key.RegQueryValueEx(Some(name)).ok()? {
        RegistryValue::Sz(text) | RegistryValue::ExpandSz(text) => Some(text),
        _ => None,
    };
    let is_enabled = key.RegQueryValueEx(Some("ProxyEnable"));
    Some(Values {
        is_enabled: matches!(is_enabled, Ok(RegistryValue::Dword(value)) if value != 0),
        server: text("ProxyServer"),
        exceptions: text("ProxyOverride"),
        pac: text("AutoConfigURL"),
    })
}

impl Values {
    fn settings(self) -> Settings {
        let listed = self.exceptions.unwrap_or_default();
        let entries = listed
            .split(';')
            .map(str::trim)
            .filter(|one| !one.is_empty());
        let (local, patterns): (Vec<_>, Vec<_>) = entries.partition(|one| *one == "<local>");
        Settings {
            proxy: self
                .server
                .filter(|_| self.is_enabled)
                .and_then(|server| for_https(&server)),
            exceptions: patterns.into_iter().map(str::to_owned).collect(),
            excludes_simple_names: !local.is_empty(),
            pac: self.pac.filter(|pac| !pac.is_empty()),
        }
    }
}

/// Returns the proxy for `https://`.
fn for_https(server: &str) -> Option<String> {
    if !server.contains('=') {
        return Some(server.trim().to_owned()).filter(|server| !server.is_empty());
    }
    let of_scheme = |entry: &str| {
        let (scheme, server) = entry.trim().split_once('=')?;
        (scheme.eq_ignore_ascii_case("https")).then(|| server.to_owned())
    };
    server.split(';').find_map(of_scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_of_the_registry_become_settings() {
        let values = |is_enabled, server: &str| Values {
            is_enabled,
            server: Some(server.to_owned()),
            exceptions: Some("10.*;<local>; *.example.com".to_owned()),
            pac: Some(String::new()),
        };
        let settings = values(true, "http=a:1;https=b:2").settings();
        assert_eq!(settings.proxy.as_deref(), Some("b:2"));
        assert_eq!(settings.exceptions, ["10.*", "*.example.com"]);
        assert!(settings.excludes_simple_names && settings.pac.is_none());
        assert_eq!(values(true, "a:1").settings().proxy.as_deref(), Some("a:1"));
        assert_eq!(values(false, "a:1").settings().proxy, None);
        assert_eq!(values(true, "http=a:1;ftp=c:3").settings().proxy, None);
    }
}

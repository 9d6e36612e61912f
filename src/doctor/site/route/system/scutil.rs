//! macOS' network settings, as `scutil --proxy` prints them.

use super::Settings;

/// Returns the settings of the current network.
#[cfg(target_os = "macos")]
pub fn settings(deadline: std::time::Instant) -> Settings {
    use super::super::super::tool;
    let program = std::path::Path::new("/usr/sbin/scutil");
    let printed = tool::output(program, &["--proxy"], &[], deadline);
    printed.map(|text| parse(&text)).unwrap_or_default()
}

/// Parses lines as `  HTTPSProxy : proxy.example`, and the list of exceptions.
fn parse(text: &str) -> Settings {
    let pairs: Vec<(&str, &str)> = (text.lines())
        .filter_map(|line| line.split_once(" : "))
        .map(|(key, value)| (key.trim(), value.trim()))
        .collect();
    let value = |name: &str| {
        let found = pairs.iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    let is_on = |name: &str| value(name).as_deref() == Some("1");
    let proxy = value("HTTPSProxy").filter(|_| is_on("HTTPSEnable"));
    // The entries of the list are numbered; nothing else is.
    let is_entry = |key: &str| key.parse::<u32>().is_ok();
    Settings {
        proxy: proxy.map(|host| match value("HTTPSPort") {
            Some(port) => format!("{host}:{port}"),
            None => host,
        }),
        exceptions: (pairs.iter())
            .filter(|(key, _)| is_entry(key))
            .map(|(_, value)| (*value).to_owned())
            .collect(),
        excludes_simple_names: is_on("ExcludeSimpleHostnames"),
        pac: value("ProxyAutoConfigURLString").filter(|_| is_on("ProxyAutoConfigEnable")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_output_of_scutil_becomes_settings() {
        let text = "<dictionary> {
  ExceptionsList : <array> {
    0 : *.local
    1 : 169.254/16
  }
  ExcludeSimpleHostnames : 1
  FTPPassive : 1
  HTTPSEnable : 1
  HTTPSPort : 3128
  HTTPSProxy : proxy.example
  ProxyAutoConfigEnable : 0
  ProxyAutoConfigURLString : http://wpad/wpad.dat
}
";
        let settings = parse(text);
        assert_eq!(settings.proxy.as_deref(), Some("proxy.example:3128"));
        assert_eq!(settings.exceptions, ["*.local", "169.254/16"]);
        assert!(settings.excludes_simple_names && settings.pac.is_none());
        let off = parse(&text.replace("HTTPSEnable : 1", "HTTPSEnable : 0"));
        assert_eq!(off.proxy, None);
        let pac = parse(&text.replace("ConfigEnable : 0", "ConfigEnable : 1"));
        assert_eq!(pac.pac.as_deref(), Some("http://wpad/wpad.dat"));
        assert_eq!(parse("No proxies"), Settings::default());
    }
}

//! The pages with which a web server answers `CONNECT`.

/// Headers by which an answer is that of a proxy.
const OF_PROXIES: [&str; 4] = ["via", "proxy-agent", "proxy-connection", "x-squid-error"];

/// Returns whether headers announce HTML, and none is that of a proxy.
pub fn is_web_page<'a>(headers: impl Iterator<Item = &'a str>) -> bool {
    let mut is_html = false;
    for (name, value) in headers.filter_map(|line| line.split_once(':')) {
        let name = name.to_ascii_lowercase();
        if OF_PROXIES.contains(&name.as_str()) {
            return false;
        }
        is_html |= name == "content-type" && value.to_ascii_lowercase().contains("text/html");
    }
    is_html
}

//! The host and the file that a report names.

use super::context::{lower, plain_quotes};
use super::scan::{Evidence, line_around};
use crate::doctor::Id;
use crate::doctor::site::is_in_domain;
use crate::order;

/// Texts in front of a host, and whether it may be a name without a dot.
const MARKERS: &[(&str, bool)] = &[
    ("https://", true),
    ("host='", true),
    ("host=\"", true),
    ("connect to host ", true),
    ("certificate is not valid for '", true),
    ("certificate not valid for name \"", true),
    ("hostname '", true),
    ("hostname \"", true),
    ("target host name '", true),
    ("target hostname '", true),
    ("resolve host: ", true),
    ("resolve host ", false),
    ("resolve host address '", true),
    ("resolve '", true),
    ("resolve \"", true),
    ("enotfound ", true),
    ("eai_again ", true),
    ("find the server at ", true),
    ("certificate of '", true),
    ("certificate for <", true),
    ("certificate for ", false),
    ("unknownhostexception: ", true),
    ("dns name matching ", true),
    ("no name matching ", true),
    ("host name '", true),
    ("requested host name '", true),
    ("host: ", false),
    ("cannot verify ", false),
    ("connection to ", false),
    ("connecting to ", false),
    ("connect to ", false),
    ("dial tcp: lookup ", true),
    ("resolving ", false),
    (", not ", false),
    ("host ", false),
    ("'host': '", true),
    ("hostname: '", true),
    ("host: '", true),
];

/// Hosts of documentation, which clients name in their messages.
const DOCUMENTATION: &[&str] = &[
    "curl.se",
    "curl.haxx.se",
    "readthedocs.io",
    "readthedocs.org",
    "stackoverflow.com",
    "aka.ms",
    "go.microsoft.com",
    "bit.ly",
    "nodejs.org",
    "openssl.org",
    "docs.python.org",
    "bugs.python.org",
    "docs.aws.amazon.com",
    "docs.microsoft.com",
    "learn.microsoft.com",
    "docs.conda.io",
    "errors.pydantic.dev",
    "discuss.python.org",
];

/// Ends of file names, which look like hosts. The text is in lower case.
const FILES: &[&str] = &[".py", ".pem", ".crt", ".c", ".cc"];

/// Words in front of the address of a page about the error.
const REFERENCES: &[&str] = &[
    "see: ",
    "see ",
    "details here: ",
    "visit ",
    "visit: ",
    "at: ",
];

/// A host that a text names.
struct Site {
    host: String,
    /// The port, if the text tells it: a URL without one does.
    port: Option<u16>,
}

/// Returns the site, as `host` or `host:port`: that of the report's line, else the nearest before
/// it, else the nearest after it.
///
/// If the port is not there, it is that of the host's nearest other mention.
pub fn site(evidence: &Evidence) -> Option<String> {
    let line = line_around(&evidence.around, evidence.range.clone());
    // In an error about a proxy, most markers are in front of the name of the proxy.
    let only_sure = evidence.cause.ids.first() == Some(&Id::SiteProxy);
    let sites_in = |range: std::ops::Range<usize>| {
        let part = evidence.around.get(range).unwrap_or_default();
        sites(&lower(part), only_sure)
    };
    let mut nearest = sites_in(line.clone());
    nearest.extend(sites_in(0..line.start).into_iter().rev());
    nearest.extend(sites_in(line.end..evidence.around.len()));
    let Site { host, .. } = nearest.first()?;
    let mut ports = nearest.iter().filter(|site| site.host == *host);
    match ports.find_map(|site| site.port) {
        Some(port) if port != 443 => Some(format!("{host}:{port}")),
        _ => Some(host.clone()),
    }
}

/// Returns all sites in a text, in its order.
fn sites(text: &str, only_sure: bool) -> Vec<Site> {
    let mut found = Vec::new();
    let markers = MARKERS.iter().filter(|(_, is_sure)| *is_sure || !only_sure);
    for (marker, is_sure) in markers {
        for (at, _) in text.match_indices(marker) {
            let rest = text.get(at + marker.len()..).unwrap_or_default();
            let site = host_at(rest, *is_sure);
            let site = site.filter(|site| !is_reference(text, at, &site.host));
            found.extend(site.map(|mut site| {
                let default = marker.ends_with("://").then_some(443);
                site.port = site.port.or(default);
                (at, site)
            }));
        }
    }
    order::sort_by_key(&mut found, |(at, _)| *at);
    found.into_iter().map(|(_, site)| site).collect()
}

/// Parses a host with its port at the start of a text.
fn host_at(text: &str, is_sure: bool) -> Option<Site> {
    let text = match text.split_once('@') {
        Some((user, rest)) if user.len() < 200 && !user.contains(['/', ' ', '\n', '\'', '"']) => {
            rest
        }
        _ => text,
    };
    let (host, rest) = if let Some(inner) = text.strip_prefix('[') {
        let (address, rest) = inner.split_once(']')?;
        let is_address = address.contains(':')
            && address
                .chars()
                .all(|c| c.is_ascii_hexdigit() || matches!(c, ':' | '.'));
        (is_address.then(|| format!("[{address}]"))?, rest)
    } else {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
        let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
        let (host, rest) = text.split_at(end);
        (host.trim_matches(['.', '-']).to_owned(), rest)
    };
    let port = port_at(rest);
    let is_name = host.contains('.') || host == "localhost" || port.is_some() || is_sure;
    let is_host = !host.is_empty()
        && host.len() < 254
        && is_name
        && !FILES.iter().any(|end| host.ends_with(end))
        && host.chars().any(char::is_alphanumeric);
    is_host.then_some(Site { host, port })
}

/// Parses a port behind a host, in the ways in which clients write it.
fn port_at(text: &str) -> Option<u16> {
    // wget writes `Connecting to host (host)|192.0.2.1|:443`.
    let text = between(text, " (", ")").unwrap_or(text);
    let text = between(text, "|", "|").unwrap_or(text);
    let text = text.trim_start_matches(['\'', '"', ',', ' ', ')', '\r', '\n']);
    let text = (text.strip_prefix(':'))
        .or_else(|| text.strip_prefix("port="))
        .or_else(|| text.strip_prefix("port: "))
        .or_else(|| text.strip_prefix("port "))?
        .trim_start_matches(['\'', '"']);
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    text.get(..end)?.parse().ok().filter(|port| *port > 0)
}

/// Returns the text behind the parts `open` and `close` at its start.
fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let (_, rest) = text.strip_prefix(open)?.split_once(close)?;
    Some(rest)
}

fn is_reference(text: &str, at: usize, site: &str) -> bool {
    let before = text.get(..at).unwrap_or_default();
    DOCUMENTATION.iter().any(|host| is_in_domain(site, host))
        || REFERENCES.iter().any(|words| before.ends_with(words))
}

/// Texts in front of the path of a CA file.
const FILE_MARKERS: &[&str] = &[
    "invalid path: ",
    "invalid path ",
    "cafile: ",
    "extra certs from ",
    "from file: ",
    "certificate file: ",
    "ca cert file ",
    "no such file or directory: ",
    "does not exist: ",
    "filename\":",
    "ca file ",
    "ca bundle ",
];

/// Returns the path of the file that could not be used.
pub fn file(evidence: &Evidence) -> Option<String> {
    use Id::{
        EnvClientCertificate, EnvMissingFile, EnvOtherMachine, EnvUnusableFile, PythonCertifi,
    };
    let is_of_file = matches!(
        evidence.cause.ids.first()?,
        EnvMissingFile | EnvUnusableFile | EnvOtherMachine | EnvClientCertificate | PythonCertifi
    );
    let line = line_around(&evidence.around, evidence.range.clone());
    // curl and git name the file in the next line.
    let end = evidence.around.len().min(line.end + 300);
    let part = evidence.around.get(line.start..end).unwrap_or_default();
    let text = plain_quotes(part);
    // The positions are those in `text`.
    let lowered = text.to_ascii_lowercase();
    let found = FILE_MARKERS.iter().find_map(|marker| {
        let at = lowered.find(marker)? + marker.len();
        path_at(text.get(at..)?)
    });
    found.filter(|_| is_of_file)
}

/// Parses an absolute path at the start of a text.
fn path_at(text: &str) -> Option<String> {
    let text = text.trim_start_matches([' ', '"', '\'', '`']);
    let end = text.find(['"', '\'', '`', '\n', '\r', ',', '\u{fffd}']);
    let path = text.get(..end.unwrap_or(text.len()))?;
    let path = path.split(" (").next()?.split(" CApath").next()?;
    let path = path.split(" CRL").next()?.trim_end_matches([' ', '.', ')']);
    let is_absolute = path.starts_with(['/', '~', '\\'])
        || path.get(1..3) == Some(":\\")
        || path.get(1..3) == Some(":/");
    (is_absolute && path.len() > 1 && path.len() < 500).then(|| path.to_owned())
}

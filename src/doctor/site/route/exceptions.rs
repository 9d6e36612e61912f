//! Hosts that are reached without the proxy: `NO_PROXY`, by the rules that curl, requests and
//! urllib have in common.

use std::net::IpAddr;

use super::super::{Site, is_in_domain};

/// Returns whether an entry of `NO_PROXY` matches a site.
///
/// An entry is `*`, a domain (with or without a leading dot) that stands for all below it, an
/// address, or a network. It may end in a port. curl and urllib compare whole labels, requests does
/// not; `*.example.com` matches nothing in any of them.
pub fn bypasses(no_proxy: &str, site: &Site) -> bool {
    entries(no_proxy).any(|entry| matches(entry, site))
}

/// Returns the entries with a `*` in them, which no client reads as a pattern.
pub fn unread_patterns(no_proxy: &str) -> Vec<String> {
    let is_pattern = |entry: &&str| entry.contains('*') && *entry != "*";
    entries(no_proxy)
        .filter(is_pattern)
        .map(str::to_owned)
        .collect()
}

fn entries(no_proxy: &str) -> impl Iterator<Item = &str> {
    let parts = no_proxy.split([',', ' ', '\t']).map(str::trim);
    parts.filter(|entry| !entry.is_empty())
}

fn matches(entry: &str, site: &Site) -> bool {
    if entry == "*" {
        return true;
    }
    if let Some(address) = site.address() {
        return matches_address(entry, address, site.port);
    }
    let entry = entry.trim_start_matches('.').to_ascii_lowercase();
    let entry = entry.strip_suffix('.').unwrap_or(&entry);
    let domain = match entry.rsplit_once(':') {
        Some((domain, port)) if port.parse() == Ok(site.port) => domain,
        Some(_) => return false,
        None => entry,
    };
    !domain.is_empty() && is_in_domain(&site.host, domain)
}

fn matches_address(entry: &str, address: IpAddr, port: u16) -> bool {
    if let Some((network, bits)) = entry.split_once('/') {
        let network = network.trim_matches(['[', ']']).parse::<IpAddr>();
        return match (network, bits.parse()) {
            (Ok(network), Ok(bits)) => is_in_network(address, network, bits),
            _ => false,
        };
    }
    let is_same = |text: &str| text.parse() == Ok(address);
    let with_port = entry
        .rsplit_once(':')
        .filter(|(_, of)| of.parse() == Ok(port));
    is_same(entry.trim_matches(['[', ']']))
        || with_port.is_some_and(|(host, _)| is_same(host.trim_matches(['[', ']'])))
}

fn is_in_network(address: IpAddr, network: IpAddr, bits: u32) -> bool {
    let same_begin = |a: u128, b: u128, width: u32| {
        bits <= width && (bits == 0 || (a ^ b) >> (width - bits) == 0)
    };
    match (address, network) {
        (IpAddr::V4(a), IpAddr::V4(b)) => same_begin(a.to_bits().into(), b.to_bits().into(), 32),
        (IpAddr::V6(a), IpAddr::V6(b)) => same_begin(a.to_bits(), b.to_bits(), 128),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bypassed(no_proxy: &str, site: &str) -> bool {
        bypasses(no_proxy, &Site::parse(site).expect("a site"))
    }

    #[test]
    fn an_entry_stands_for_a_domain_and_all_below_it() {
        for entry in [
            "example.com",
            ".example.com",
            "a, example.com",
            "x  Example.COM.",
            "*",
        ] {
            assert!(bypassed(entry, "example.com"), "{entry}");
            assert!(bypassed(entry, "www.example.com:8443"), "{entry}");
        }
        for entry in [
            "",
            ",",
            ".",
            "ample.com",
            "www.example.com",
            "*.com",
            "*.example.com",
        ] {
            assert!(!bypassed(entry, "example.com"), "{entry}");
        }
    }

    #[test]
    fn a_port_restricts_an_entry() {
        assert!(bypassed("example.com:8443", "www.example.com:8443"));
        assert!(!bypassed("example.com:8443", "example.com"));
        assert!(bypassed("127.0.0.1:8443", "127.0.0.1:8443"));
        assert!(!bypassed("127.0.0.1:8443", "127.0.0.1"));
        assert!(bypassed("[::1]:8443", "[::1]:8443"));
    }

    #[test]
    fn networks_and_addresses_match_addresses() {
        for (entry, site) in [
            ("192.0.2.0/24", "192.0.2.77"),
            ("0.0.0.0/0", "192.0.2.77"),
            ("192.0.2.77/32", "192.0.2.77"),
            ("192.0.2.77", "192.0.2.77:8443"),
            ("2001:db8::/32", "[2001:db8:1::7]"),
            ("::1", "[::1]"),
            ("[::1]", "[::1]:8443"),
        ] {
            assert!(bypassed(entry, site), "{entry} {site}");
        }
        for (entry, site) in [
            ("192.0.2.0/24", "192.0.3.1"),
            ("192.0.2.0/33", "192.0.2.1"),
            ("192.0.2.0/x", "192.0.2.1"),
            ("2001:db8::/32", "192.0.2.1"),
            ("2.77", "192.0.2.77"),
            ("192.0.2.0/24", "studio.example.com"),
        ] {
            assert!(!bypassed(entry, site), "{entry} {site}");
        }
    }

    #[test]
    fn patterns_that_no_client_reads_are_found() {
        assert_eq!(unread_patterns("a, *.example.com,*"), ["*.example.com"]);
    }
}

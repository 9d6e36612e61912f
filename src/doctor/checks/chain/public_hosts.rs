//! Hosts that are known to have certificates of public CAs.

use crate::doctor::site::is_in_domain;

/// Domains of the services that the programs and their plug-ins use.
const DOMAINS: [&str; 42] = [
    "shotgrid.autodesk.com",
    "shotgunstudio.com",
    "shotgunsoftware.com",
    "autodesk.com",
    "amazonaws.com",
    "amazontrust.com",
    "cloudfront.net",
    "github.com",
    "githubusercontent.com",
    "gitlab.com",
    "bitbucket.org",
    "pypi.org",
    "pythonhosted.org",
    "python.org",
    "anaconda.com",
    "anaconda.org",
    "conda.io",
    "npmjs.org",
    "crates.io",
    "docker.io",
    "docker.com",
    "google.com",
    "googleapis.com",
    "gstatic.com",
    "microsoft.com",
    "microsoftonline.com",
    "windows.net",
    "azure.com",
    "office.com",
    "apple.com",
    "adobe.com",
    "adobe.io",
    "sidefx.com",
    "foundry.com",
    "blender.org",
    "maxon.net",
    "ftrackapp.com",
    "ayon.cloud",
    "ynput.io",
    "frame.io",
    "dropbox.com",
    "slack.com",
];

/// Returns whether a host is one of these or below one.
pub fn is_public(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    DOMAINS.iter().any(|domain| is_in_domain(&host, domain))
}

#[cfg(test)]
mod tests {
    use super::is_public;

    #[test]
    fn hosts_below_public_domains_are_public() {
        for host in [
            "studio.shotgrid.autodesk.com",
            "sg-media-usor-01.s3-accelerate.amazonaws.com",
            "GitHub.com",
            "pypi.org.",
        ] {
            assert!(is_public(host), "{host}");
        }
        for host in [
            "localhost",
            "notgithub.com",
            "github.com.evil.example",
            "127.0.0.1",
        ] {
            assert!(!is_public(host), "{host}");
        }
    }
}

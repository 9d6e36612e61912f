//! `program-not-reached`: programs whose HTTPS clients read none of the CA variables.

mod kind;
mod libraries;
mod mercurial;

use super::call::Call;
use crate::doctor::{Finding, Id, Subject};
use crate::os::CURL;
use crate::shell::{append_to_own_file, own_file, quote};
use kind::Kind;

/// The file in the home directory to which the remedies export the bundle.
const FILE: &str = "sglaunch-ca.pem";

/// `program-not-reached`.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let Some(call) = Call::of(subject) else {
        return vec![Finding::skipped(
            Id::ProgramNotReached,
            "there is no program to examine",
        )];
    };
    let finding = kind::of(subject, &call).map(|kind| finding(subject, &call, kind));
    finding.into_iter().collect()
}

fn finding(subject: &Subject, call: &Call, kind: Kind) -> Finding {
    let program = call.path.display();
    let warning = |why: &str| Finding::warning(Id::ProgramNotReached, format!("{program} {why}"));
    let profile = quote(subject.target.as_ref());
    let file = own_file(FILE);
    let export = format!("sglaunch bundle export {file} {profile}");
    let export_gnutls = format!("sglaunch bundle export --client gnutls {file} {profile}");
    match kind {
        Kind::Java => warning(
            "is a Java program, which reads no CA variable but its own key store",
        )
        .detail("with `java: true`, sglaunch writes a key store and names it in JAVA_TOOL_OPTIONS")
        .remedy(format!(
            "write `ca: {{java: true}}` into {}",
            own_profile(subject)
        )),
        Kind::Wget => warning("uses GnuTLS, which reads no CA variable")
            .remedy("export the bundle, and name the file in ~/.wgetrc")
            .command(export_gnutls)
            .command(format!(
                "echo \"ca_certificate = $HOME/{FILE}\" >>~/.wgetrc"
            )),
        Kind::Aria2 => warning("reads no CA variable")
            .remedy("export the bundle, and name the file in ~/.aria2/aria2.conf")
            .command(export_gnutls)
            .command(format!(
                "mkdir -p ~/.aria2 && echo \"ca-certificate=$HOME/{FILE}\" >>~/.aria2/aria2.conf"
            )),
        Kind::GnuTls => warning("uses GnuTLS and not OpenSSL, and GnuTLS reads no CA variable")
            .remedy("export the bundle, and name the file in the program's own settings")
            .command(export_gnutls),
        Kind::Qt => {
            warning("uses Qt's network access, which reads the system's store and no CA variable")
                .remedy("add the CA to the system's store: docs/clients.md has the commands")
        }
        Kind::Mercurial(place) => {
            warning("does not read the CA variables, because its settings name another file")
                .detail(format!("{place} sets web.cacerts"))
                .remedy("set web.cacerts in ~/.hgrc to the variable, which Mercurial replaces")
                .command(append_to_own_file(
                    ".hgrc",
                    &["[web]", "cacerts = $SSL_CERT_FILE"],
                ))
        }
        Kind::SystemStore => warning("reads the certificates of the system's store only")
            .detail("the Python and Node programs that it starts get the variables")
            .remedy("add the CA to the system's store: docs/clients.md has the commands"),
        Kind::Schannel => warning("is Windows' own curl, which reads Windows' store only")
            .remedy("export the bundle, and name the file on the command line")
            .command(export)
            .command(format!("{CURL} --ssl-revoke-best-effort --cacert {file}")),
        Kind::Privileged => {
            warning("has more privileges than its user, so OpenSSL in it ignores SSL_CERT_FILE")
                .remedy("add the CA to the system's store: docs/clients.md has the commands")
        }
    }
}

/// Returns the file of the user's own profile, or a description if the user has no directory.
fn own_profile(subject: &Subject) -> String {
    let described = || format!("the profile `{}`", subject.name());
    let file = subject.own_profile();
    file.map_or_else(described, |file| file.display().to_string())
}

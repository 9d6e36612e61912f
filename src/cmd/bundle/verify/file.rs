//! `bundle verify --file`: checks any certificate file as strictly as the clients read it.

use std::path::Path;

use crate::certs::blocklist::MatchKey;
use crate::certs::content::Content;
use crate::certs::strict::{Fault, FaultKind, faults};
use crate::certs::{Client, ProblemKind, listed};
use crate::cmd::Context;
use crate::error::{Error, Location, Result, Span, counted, shown_reason};
use crate::stores::files::read_file;

/// Maximum number of faults to report.
const MAXIMUM: usize = 20;

/// Reports the faults of a file that cost clients certificates.
pub fn run(context: &Context, file: &Path) -> Result<u8> {
    let bytes = read_file(&context.cwd.join(file)).map_err(|kind| {
        Error::new(format!("cannot check the file: {kind}")).at(Location::file(file))
    })?;
    let reports = reports(file, &bytes);
    if reports.is_empty() {
        let count = Content::parse(&bytes).certificates.len();
        let count = counted(count, "certificate");
        let summary = format!("file OK: {count}, for {}\n", listed(&Client::ALL));
        return context.ui.print(summary).map(|()| 0);
    }
    for report in &reports {
        context.ui.error(report);
    }
    Ok(1)
}

/// Returns an error for each fault of a file.
fn reports(file: &Path, bytes: &[u8]) -> Vec<Error> {
    let content = Content::parse(bytes);
    if let Some(format) = content.foreign {
        let what = ProblemKind::Foreign(format).to_string();
        return vec![Error::new(what).at(Location::file(file))];
    }
    let faults = grouped(faults(bytes));
    let left = faults.len().saturating_sub(MAXIMUM);
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    let shown = faults.iter().take(MAXIMUM);
    let mut reports: Vec<Error> = shown
        .map(|(fault, clients)| report(file, fault, clients, &lines))
        .collect();
    if left > 0 {
        let more = format!("{} more", counted(left, "fault"));
        reports.push(Error::new(more).at(Location::file(file)));
    }
    let has_no_certificates = faults
        .iter()
        .any(|(fault, _)| fault.kind == FaultKind::NoCertificates);
    if has_no_certificates {
        // The lenient reader may have recognised another problem of the file.
        let problems = content.problems.into_iter();
        let problems = problems.map(|kind| Error::new(kind.shown()).at(Location::file(file)));
        reports.extend(problems);
    }
    reports.extend(
        content
            .distrusted
            .iter()
            .filter_map(|key| distrusted(file, key)),
    );
    let is_pkcs7 = faults
        .iter()
        .any(|(fault, _)| fault.kind == FaultKind::Pkcs7);
    if !content.certificates.is_empty()
        && content.distrusted.is_empty()
        && !is_pkcs7
        && let Some(last) = reports.pop()
    {
        reports.push(last.hint(
            "name the file in `ca.files` of a profile: sglaunch reads each certificate alone",
        ));
    }
    reports
}

/// Returns the error for a certificate that the file distrusts, which clients may not see.
fn distrusted(file: &Path, key: &MatchKey) -> Option<Error> {
    let MatchKey::Certificate(certificate) = key else {
        return None;
    };
    let [sha256, _] = certificate.fingerprints();
    let name = shown_reason(&certificate.name());
    let sentence =
        format!("the file distrusts `{name}`, and clients that read the file may trust it");
    let hint = format!("add its fingerprint to `ca.deny` of a profile: {sha256}");
    Some(Error::new(sentence).at(Location::file(file)).hint(hint))
}

/// Returns the error for a fault.
fn report(file: &Path, fault: &Fault, clients: &[Client], lines: &[&[u8]]) -> Error {
    let sentence = match fault.block {
        Some(number) => format!("block {number}: {}", fault.kind),
        None => fault.kind.to_string(),
    };
    let report = Error::new(shown_reason(&sentence))
        .at(location(file, fault, lines))
        .note(format!("certificates are lost for {}", listed(clients)));
    match fault.kind {
        FaultKind::Pkcs7 => report.hint(
            "convert it: `openssl pkcs7 -print_certs -in FILE -out certificates.pem` (`-inform DER` if it is not PEM)",
        ),
        _ => report,
    }
}

/// Returns the faults, each with the clients that it costs certificates. A certificate that several
/// clients cannot read for one reason is one fault.
fn grouped(faults: Vec<Fault>) -> Vec<(Fault, Vec<Client>)> {
    let mut groups: Vec<(Fault, Vec<Client>)> = Vec::new();
    for fault in faults {
        let lost = fault.kind.clients().to_vec();
        let is_same = |(other, _): &&mut (Fault, _)| {
            fault.kind.refusal().is_some()
                && other.line == fault.line
                && other.kind.refusal() == fault.kind.refusal()
        };
        match groups.iter_mut().find(is_same) {
            Some((_, clients)) => clients.extend(lost),
            None => groups.push((fault, lost)),
        }
    }
    groups
}

/// Returns the location of a fault, with its line if there is one.
fn location(file: &Path, fault: &Fault, lines: &[&[u8]]) -> Location {
    let text = |line: usize| lines.get(line.checked_sub(1)?).copied();
    let span = fault.line.and_then(|line| {
        let text = String::from_utf8_lossy(text(line)?.trim_ascii_end()).into_owned();
        let width = text.chars().count();
        Some(Span {
            line,
            column: 1,
            width,
            text,
        })
    });
    Location {
        span,
        ..Location::file(file)
    }
}

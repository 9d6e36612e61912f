//! The diagnosis as JSON.

use serde_json::{Value, json};

use crate::certs::summary::CertificateSummary;
use crate::doctor::{
    Diagnosis, Finding, Judgement, Link, Remedy, SiteDiagnosis, SourceCertificate, SourceTrust,
    View,
};

pub fn document(diagnosis: &Diagnosis) -> Value {
    let conclusion = &diagnosis.conclusion;
    let cause = conclusion
        .cause
        .and_then(|index| diagnosis.findings.get(index));
    json!({
        "schema": 1,
        "ok": diagnosis.is_ok(),
        "conclusion": {
            "sentence": conclusion.sentence,
            "cause": cause.map(|cause| cause.id.name()),
            "next_command": conclusion.next_command,
        },
        "machine": diagnosis.machine,
        "findings": diagnosis.findings.iter().map(finding).collect::<Value>(),
        "sites": diagnosis.sites.iter().map(site).collect::<Value>(),
    })
}

fn finding(finding: &Finding) -> Value {
    json!({
        "id": finding.id.name(),
        "status": finding.status.name(),
        "site": finding.site,
        "message": finding.message,
        "details": finding.lines().collect::<Vec<_>>(),
        "remedy": finding.remedy.as_ref().map(remedy),
    })
}

pub fn remedy(remedy: &Remedy) -> Value {
    json!({
        "text": remedy.text,
        "commands": remedy.commands,
        "confirm_fingerprint": remedy.confirm_fingerprint,
    })
}

fn site(site: &SiteDiagnosis) -> Value {
    json!({
        "site": site.site,
        "proxy": site.proxy,
        "tls": site.tls,
        "fault": site.fault,
        "problem": site.problem,
        "chain": site.sent.iter().map(certificate).collect::<Value>(),
        "unused": site.unused.iter().map(certificate).collect::<Value>(),
        "views": site.views.iter().map(view).collect::<Value>(),
        "path": site.path.iter().map(link).collect::<Value>(),
        "sources": site.sources.iter().map(source).collect::<Value>(),
    })
}

fn view(view: &View) -> Value {
    json!({
        "id": view.id,
        "name": view.name,
        "accepted": view.is_accepted,
        "message": view.message,
        "trusts": view.trusts,
    })
}

fn link(link: &Link) -> Value {
    let summary = &link.certificate;
    let mut certificate = certificate(summary);
    certificate["name"] = summary.name.as_str().into();
    if link.is_missing {
        certificate = json!({"name": summary.name, "subject": summary.subject});
    } else {
        certificate["sha1"] = summary.sha1.as_str().into();
    }
    json!({
        "certificate": certificate,
        "kind": link.kind,
        "sent": link.is_sent,
        "missing": link.is_missing,
        "unknown_root": link.is_unknown_root,
        "sources": link.sources,
        "judgements": link.judgements.iter().map(judgement).collect::<Value>(),
    })
}

fn judgement(judgement: &Judgement) -> Value {
    json!({
        "verdict": judgement.kind.name(),
        "reason": judgement.reason,
        "code": judgement.code,
    })
}

fn source(source: &SourceTrust) -> Value {
    json!({
        "source": source.source,
        "trusts": source.is_trusting,
        "message": source.message,
        "certificates": source.certificates.iter().map(source_certificate).collect::<Value>(),
    })
}

fn source_certificate(certificate: &SourceCertificate) -> Value {
    json!({
        "name": certificate.name,
        "sha256": certificate.sha256,
        "state": certificate.state,
    })
}

/// Returns a certificate; only its digest if it cannot be decoded.
fn certificate(summary: &CertificateSummary) -> Value {
    if summary.not_after.is_empty() {
        return json!({"sha256": summary.sha256});
    }
    json!({
        "subject": summary.subject,
        "issuer": summary.issuer,
        "not_before": summary.not_before,
        "not_after": summary.not_after,
        "sha256": summary.sha256,
    })
}

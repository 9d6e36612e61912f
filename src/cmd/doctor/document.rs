//! The findings as JSON.

use serde_json::{Value, json};

use crate::doctor::{Examination, Finding, Status};

pub fn document(examination: &Examination) -> Value {
    let findings = &examination.findings;
    json!({
        "schema": 1,
        "ok": findings.iter().all(|one| one.status != Status::Failed),
        "findings": findings.iter().map(finding).collect::<Value>(),
    })
}

fn finding(finding: &Finding) -> Value {
    let remedy = finding.remedy.as_ref();
    json!({
        "id": finding.id.name(),
        "status": finding.status.name(),
        "site": finding.site,
        "message": finding.message,
        "details": finding.details,
        "remedy": remedy.map(|remedy| json!({"text": remedy.text, "commands": remedy.commands})),
    })
}

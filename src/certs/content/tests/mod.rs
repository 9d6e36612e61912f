mod der;
mod text;

use super::*;
use crate::certs::tests::{authority, pem};

fn names(content: &Content) -> Vec<String> {
    let certificates = content.certificates.iter();
    certificates.map(Certificate::subject_name).collect()
}

//! `bundle verify --file` names the clients that lose certificates of a file, and no others: each
//! file is also read by the client itself.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::clients::{script, system_python, tool_or_skip};
use crate::sandbox::{Outcome, Sandbox, count};
use crate::tls_server::Authority;

/// A file with three certificates, or of which a client reads three if it loses none.
struct Shape {
    name: &'static str,
    content: Vec<u8>,
}

fn shapes() -> Vec<Shape> {
    let authorities = ["A", "B", "C"].map(Authority::new);
    let [a, b, c] = [0, 1, 2].map(|index: usize| authorities[index].pem());
    let der = authorities[1].der();
    let around = |b: &str| format!("{a}{b}{c}");
    let inner = |from: &str, to: &str| around(&b.replacen(from, to, 1));
    let wrapped = |width: usize, der: &[u8]| {
        let base64 = STANDARD.encode(der);
        let lines: Vec<&str> = (0..base64.len().div_ceil(width))
            .map(|line| &base64[line * width..base64.len().min((line + 1) * width)])
            .collect();
        let body = lines.join("\n");
        around(&format!(
            "-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"
        ))
    };
    let trailing = [&der[..], b"\0\0"].concat();
    let all = around(&b);
    let utf16: Vec<u8> = all.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let texts = [
        ("plain", all.clone()),
        ("crlf", all.replace('\n', "\r\n")),
        (
            "text",
            format!("# 인증서\n{a}\n\nSubject: B\n{b}\u{b}\n{c}\u{1a}"),
        ),
        ("trailing-spaces", all.replace('\n', "  \n")),
        ("no-last-line-feed", all.trim_end().to_owned()),
        ("one-line", wrapped(100_000, &der)),
        ("76-columns", wrapped(76, &der)),
        ("254-columns", wrapped(254, &der)),
        ("carriage-returns", all.replace('\n', "\r")),
        ("byte-order-mark", format!("\u{feff}{all}")),
        ("glued", around(b.trim_end())),
        ("text-before", around(&format!("B: {b}"))),
        ("indented", around(&format!("\t{b}"))),
        ("hyphens", format!("{a}----- B -----\n{b}{c}")),
        ("base64", inner("M", "@")),
        ("comment", inner("-----\n", "-----\n# B\n")),
        (
            "header",
            inner("-----\n", "-----\nProc-Type: 4,ENCRYPTED\n\n"),
        ),
        ("empty-first-line", inner("-----\n", "-----\n\n")),
        ("empty-line", inner("\n-----END", "\n\n-----END")),
        ("no-end", inner("-----END CERTIFICATE-----\n", "")),
        (
            "other-end",
            inner("END CERTIFICATE", "END X509 CERTIFICATE"),
        ),
        ("truncated", all[..all.len() - 200].to_owned()),
        ("null", format!("{a}\0\n{b}{c}")),
        ("trailing-bytes", wrapped(64, &trailing)),
        (
            "x509-label",
            around(&b.replace("CERTIFICATE", "X509 CERTIFICATE")),
        ),
        (
            "trusted-label",
            around(&b.replace("CERTIFICATE", "TRUSTED CERTIFICATE")),
        ),
        ("empty", String::new()),
    ];
    let shape = |(name, text): (&'static str, String)| Shape {
        name,
        content: text.into(),
    };
    let mut shapes: Vec<Shape> = texts.into_iter().map(shape).collect();
    shapes.push(Shape {
        name: "utf-16",
        content: utf16,
    });
    shapes
}

/// Writes the files, and checks for each that it is named as unreadable for `client` only if
/// `count` returns less than three.
#[track_caller]
fn agrees(client: &str, count: impl FnOnce(&[PathBuf]) -> Command) {
    let (sandbox, shapes) = (Sandbox::new(), shapes());
    let files: Vec<PathBuf> = (shapes.iter())
        .map(|shape| sandbox.write(format!("home/{}.pem", shape.name), &shape.content))
        .collect();
    let output = count(&files).output().expect("the client starts");
    let counts = Outcome::from(output).code(0).text();
    let counts: Vec<usize> = (counts.lines())
        .map(|line| line.parse().expect("a number"))
        .collect();
    assert_eq!(counts.len(), shapes.len());
    for ((shape, file), count) in shapes.iter().zip(&files).zip(counts) {
        let args = [OsStr::new("bundle"), "verify".as_ref(), "--file".as_ref()];
        let stderr = sandbox.run(args.into_iter().chain([file.as_ref()])).stderr;
        let mut lines = stderr.lines().filter(|line| line.contains("are lost for"));
        let is_named = lines.any(|line| line.contains(client));
        assert_eq!(is_named, count < 3, "{}: {count}\n{stderr}", shape.name);
    }
}

fn python(client: &str, files: &[PathBuf]) -> Command {
    let mut command = Command::new(system_python());
    command.arg(script("count_certificates.py")).arg(client);
    command.args(files).env_clear();
    command
}

#[test]
fn openssl_reads_what_the_report_says() {
    agrees("OpenSSL", |files| python("openssl", files));
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "git uses GnuTLS only on Linux")]
fn gnutls_reads_what_the_report_says() {
    // The tool comes with the library.
    let test = "file_readers::gnutls_reads_what_the_report_says";
    if tool_or_skip(test, "certtool").is_some() {
        agrees("GnuTLS", |files| python("gnutls", files));
    }
}

#[test]
#[cfg_attr(windows, ignore = "no Java under Wine")]
fn java_reads_what_the_report_says() {
    let Some(java) = tool_or_skip("file_readers::java_reads_what_the_report_says", "java") else {
        return;
    };
    agrees("Java", |files| {
        let mut command = Command::new(java);
        command.arg(script("CountCertificates.java")).args(files);
        command
    });
}

/// A subject may contain anything, and is a line of text beside the blocks.
#[test]
fn every_client_reads_an_exported_bundle_with_comments() {
    let test = "file_readers::every_client_reads_an_exported_bundle_with_comments";
    let names = [
        "스튜디오\n-----BEGIN CERTIFICATE-----\nMII",
        "-----END CERTIFICATE-----",
        &"-----".repeat(200),
    ];
    let files = names.map(|name| Authority::new(name).pem());
    let sandbox = Sandbox::new().profile("defaults", "ca: {files: [~/ca.pem]}\n");
    sandbox.write("home/ca.pem", files.concat());
    sandbox
        .run(["bundle", "export", "--comments", "copy.pem"])
        .success();
    let copy = sandbox.home().join("copy.pem");
    let bundle = sandbox.run(["bundle", "path"]).success().text();
    let expected = count(bundle.trim_end());
    let verified = sandbox.run(["bundle", "verify", "--file", "copy.pem"]);
    let report = verified.success().text();
    assert!(report.contains(&expected.to_string()), "{report}");
    let mut clients = vec![python("openssl", std::slice::from_ref(&copy))];
    if cfg!(target_os = "linux") && tool_or_skip(test, "certtool").is_some() {
        clients.push(python("gnutls", std::slice::from_ref(&copy)));
    }
    if let Some(java) = tool_or_skip(test, "java") {
        let mut command = Command::new(java);
        command.arg(script("CountCertificates.java")).arg(&copy);
        clients.push(command);
    }
    for mut client in clients {
        let outcome = Outcome::from(client.output().expect("the client starts")).code(0);
        assert_eq!(outcome.text().trim(), expected.to_string(), "{client:?}");
    }
}

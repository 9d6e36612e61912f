//! Formats by their first bytes or labels.

use super::User;

#[test]
#[cfg_attr(windows, ignore = "no Windows keytool here yet")]
fn java_key_stores() {
    let Some(user) = User::with("java_key_stores", &["keytool"]) else {
        return;
    };
    for kind in ["JKS", "JCEKS"] {
        user.shell(&format!(
            "keytool -importcert -noprompt -alias ca -file ca.pem -keystore store.{kind} \
             -storetype {kind} -storepass changeit"
        ));
        let file = format!("store.{kind}");
        user.assert_named(
            &file,
            "a Java key store: export its certificates with `keytool ",
        );
        user.assert_converted(&file, &[("-rfc", "-rfc -storepass changeit")], "ca.pem");
    }
}

#[test]
#[cfg_attr(windows, ignore = "no Windows openssl here yet")]
fn pkcs12_with_and_without_a_key() {
    let Some(user) = User::with("pkcs12_with_and_without_a_key", &["openssl"]) else {
        return;
    };
    for (file, options) in [("key.p12", "-inkey ca.key"), ("certificate.pfx", "-nokeys")] {
        user.shell(&format!(
            "openssl pkcs12 -export -in ca.pem {options} -out {file} -passout pass:x"
        ));
        user.assert_named(
            file,
            "a PKCS#12 file (.p12, .pfx): export its certificates with `openssl ",
        );
        let password = [("-nokeys", "-nokeys -passin pass:x")];
        user.assert_converted(file, &password, "ca.pem");
    }
    // In a PEM block, and as base64 alone.
    user.shell(
        "(echo -----BEGIN PKCS12-----; base64 key.p12; echo -----END PKCS12-----) > key.pem",
    );
    user.assert_named("key.pem", "no certificate");
    user.shell("base64 key.p12 > key.b64");
    user.assert_named("key.b64", "a PKCS#12 file");
}

#[test]
#[cfg_attr(windows, ignore = "no Windows keytool here yet")]
fn pkcs12_of_other_programs() {
    let Some(user) = User::with(
        "pkcs12_of_other_programs",
        &["keytool", "certutil", "pk12util"],
    ) else {
        return;
    };
    user.shell(
        "keytool -importcert -noprompt -alias ca -file ca.pem -keystore java.p12 -storetype PKCS12 \
         -storepass changeit",
    );
    // NSS writes BER.
    user.shell(
        "mkdir nss && certutil -N -d nss --empty-password && \
         openssl pkcs12 -export -in ca.pem -inkey ca.key -name ca -out in.p12 -passout pass:x && \
         pk12util -i in.p12 -d nss -W x && pk12util -o nss.p12 -n ca -d nss -W x",
    );
    for file in ["java.p12", "nss.p12"] {
        user.assert_named(file, "a PKCS#12 file");
    }
}

#[test]
#[cfg_attr(windows, ignore = "no Windows openssl here yet")]
fn requests_revocation_lists_and_keys() {
    let Some(user) = User::with("requests_revocation_lists_and_keys", &["openssl"]) else {
        return;
    };
    user.shell(
        "touch index && printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index\\ndefault_md=sha256\\n\
         default_crl_days=9\\n' > ca.conf && \
         openssl req -new -key ca.key -subj /CN=x -out request.pem && \
         openssl req -in request.pem -outform DER -out request.der && \
         openssl ca -config ca.conf -gencrl -keyfile ca.key -cert ca.pem -out list.pem && \
         openssl crl -in list.pem -outform DER -out list.der && \
         openssl pkey -in ca.key -pubout -out public.pem && \
         openssl pkey -in ca.key -pubout -outform DER -out public.der && \
         openssl pkcs8 -topk8 -nocrypt -in ca.key -outform DER -out pkcs8.der && \
         openssl pkcs8 -topk8 -passout pass:x -in ca.key -outform DER -out encrypted.der && \
         openssl genrsa -traditional 1024 | openssl rsa -traditional -outform DER -out rsa.der && \
         openssl ecparam -name prime256v1 -genkey -noout -outform DER -out sec1.der && \
         sed s/REQUEST/X/ request.pem | sed 's/CERTIFICATE X/CERTIFICATE/' > label.pem",
    );
    let request = "a certificate request (CSR), which is not a certificate yet";
    let list = "a certificate revocation list (CRL), which contains no certificate";
    let key = "contains a private key, but no certificate";
    for (file, sentence) in [
        ("request.pem", request),
        ("request.der", request),
        // A request with the label of a certificate.
        ("label.pem", request),
        ("list.pem", list),
        ("list.der", list),
        ("public.pem", "a public key without a certificate"),
        ("public.der", "a public key without a certificate"),
        ("pkcs8.der", key),
        ("encrypted.der", key),
        ("rsa.der", key),
        ("sec1.der", key),
    ] {
        user.assert_named(file, sentence);
    }
}

#[test]
#[cfg_attr(windows, ignore = "no Windows ssh-keygen here yet")]
fn ssh_keys() {
    let Some(user) = User::with("ssh_keys", &["ssh-keygen"]) else {
        return;
    };
    for kind in ["ed25519", "ecdsa", "rsa"] {
        user.shell(&format!(
            "ssh-keygen -q -t {kind} -N '' -f {kind} && ssh-keygen -e -f {kind}.pub > {kind}.ssh2"
        ));
        for file in [
            kind.to_owned(),
            format!("{kind}.pub"),
            format!("{kind}.ssh2"),
        ] {
            user.assert_named(&file, "an SSH key, which TLS does not use");
        }
    }
}

#[test]
#[cfg_attr(windows, ignore = "no Windows openssl here yet")]
fn signed_messages_profiles_and_trust_lists() {
    let test = "signed_messages_profiles_and_trust_lists";
    let Some(user) = User::with(test, &["openssl", "python3"]) else {
        return;
    };
    user.shell(
        "openssl x509 -in ca.pem -outform DER -out ca.der && python3 -c 'import plistlib; \
         profile = dict(PayloadType=\"Configuration\", PayloadContent=[dict(\
         PayloadType=\"com.apple.security.root\", PayloadContent=open(\"ca.der\", \"rb\").read())]); \
         open(\"x.mobileconfig\", \"wb\").write(plistlib.dumps(profile)); \
         open(\"binary.mobileconfig\", \"wb\").write(plistlib.dumps(profile, fmt=plistlib.FMT_BINARY))'",
    );
    let sign = "-signer ca.pem -inkey ca.key";
    user.shell(&format!(
        "echo hello > text && \
         openssl smime -sign -nodetach {sign} -in x.mobileconfig -outform DER -out ber.mobileconfig && \
         openssl smime -sign -nodetach -binary -nosmimecap {sign} -in x.mobileconfig -outform DER \
         -out signed.mobileconfig && \
         openssl smime -sign {sign} -in text -out detached.eml && \
         openssl smime -sign -nodetach {sign} -in text -out opaque.p7m && \
         openssl cms -sign -nodetach -binary -econtent_type 1.3.6.1.4.1.311.10.1 {sign} -in text \
         -outform DER -out roots.stl"
    ));
    for file in ["x", "binary", "ber", "signed"] {
        let file = format!("{file}.mobileconfig");
        user.assert_named(
            &file,
            "an Apple configuration profile (.mobileconfig): ask for",
        );
    }
    for file in ["detached.eml", "opaque.p7m"] {
        user.assert_named(
            file,
            "an S/MIME message: extract its certificates with `openssl ",
        );
        user.assert_converted(file, &[], "ca.p7b");
    }
    user.assert_named("roots.stl", "a certificate trust list of Windows (.stl)");
}

#[test]
#[cfg_attr(windows, ignore = "no Windows certutil of NSS here yet")]
fn databases_of_nss() {
    let Some(user) = User::with("databases_of_nss", &["certutil"]) else {
        return;
    };
    user.shell(
        "mkdir nss && certutil -N -d nss --empty-password && \
         certutil -A -d nss -n 'Studio Proxy' -t C,, -i ca.pem && cp nss/cert9.db .",
    );
    user.assert_named(
        "cert9.db",
        "an SQLite database, such as NSS' and Firefox' cert9.db",
    );
    let names = [("DIRECTORY", "nss"), ("NAME", "'Studio Proxy'")];
    user.assert_converted("cert9.db", &names, "ca.pem");
}

#[test]
#[cfg_attr(windows, ignore = "no Unix tools")]
fn packed_files() {
    let Some(user) = User::with(
        "packed_files",
        &["gzip", "bzip2", "xz", "zip", "unzip", "tar"],
    ) else {
        return;
    };
    user.shell(
        "gzip -k ca.pem && bzip2 -k ca.pem && xz -k ca.pem && zip -q ca.zip ca.pem && \
         tar -cf ca.tar ca.pem",
    );
    for (file, name) in [
        ("ca.pem.gz", "gzip"),
        ("ca.pem.bz2", "bzip2"),
        ("ca.pem.xz", "xz"),
        ("ca.zip", "zip"),
    ] {
        user.assert_named(file, &format!("packed with {name}: unpack it with `"));
        user.assert_converted(file, &[], "ca.pem");
    }
    // The certificate in it is not compressed, and is read.
    let fingerprint = crate::tls_clients::sha1(&user.authority.der());
    let add = ["trust", "add", "ca.tar", "--fingerprint", &fingerprint];
    user.sandbox.run(add).code(0);
}

/// No program here makes these files.
#[test]
fn formats_of_other_systems() {
    let user = User::new();
    let page = "<!DOCTYPE html>\n<html><head><title>Log in</title></head></html>\n";
    let upper = "\u{feff}\r\n<HTML>\r\n<BODY>404</BODY></HTML>\r\n";
    // `CERT_STORE_SAVE_AS_STORE`: version, magic, and the end of the list.
    let sst = b"\0\0\0\0CERT\0\0\0\0\0\0\0\0\0\0\0\0";
    for (file, content, sentence) in [
        ("page.cer", page.as_bytes(), "a web page (HTML)"),
        ("upper.cer", upper.as_bytes(), "a web page (HTML)"),
        ("roots.sst", sst, "a certificate store of Windows (.sst)"),
        (
            "cert8.db",
            b"\0\x06\x15\x61\0\0\0\x02\0\0\x04\xd2",
            "a database of an old NSS",
        ),
        ("ca.pdf", b"%PDF-1.7\n%\xb5\xb5\xb5\xb5\n", "a PDF document"),
        ("ca.7z", b"7z\xbc\xaf\x27\x1c\0\x04", "packed with 7z"),
        (
            "ca.zst",
            b"\x28\xb5\x2f\xfd\x24\x00\x01\0\0",
            "packed with zstd",
        ),
        (
            "key.ppk",
            b"PuTTY-User-Key-File-3: ssh-ed25519\n",
            "an SSH key",
        ),
        (
            "key.asc",
            b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n",
            "an OpenPGP file",
        ),
    ] {
        user.sandbox.write(format!("home/{file}"), content);
        user.assert_named(file, sentence);
    }
}

/// What OpenSSL's and editors' users keep beside a certificate is not reported.
#[test]
fn other_files_beside_a_certificate_are_passed_over() {
    let user = User::new();
    for (name, content) in [
        (
            "ca.csr",
            "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n",
        ),
        ("README.html", "<html></html>"),
        ("ca.zip", "PK\x03\x04"),
        ("id.pub", "ssh-ed25519 AAAA"),
    ] {
        user.sandbox
            .write(format!("home/.config/sglaunch/ca.d/{name}"), content);
    }
    assert_eq!(user.sandbox.run(["bundle", "path"]).code(0).stderr, "");
    user.sandbox.write(
        "home/.config/sglaunch/ca.d/store.jks",
        b"\xfe\xed\xfe\xed\0\0\0\x02",
    );
    let printed = user.sandbox.run(["bundle", "path"]).code(0).stderr;
    assert!(
        printed.contains("trust:store: a Java key store"),
        "{printed}"
    );
}

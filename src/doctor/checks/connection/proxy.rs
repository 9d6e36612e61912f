//! `site-proxy`.

use super::{by_fault, first_bytes, lines, speaker};
use crate::doctor::checks::place;
use crate::doctor::python::Python;
use crate::doctor::site::{
    BadProxy, Fault, Observed, Origin, Proxy, ProxyFault, Route, Site, Speech,
};
use crate::doctor::{Finding, Id, Status, Subject};
use crate::error::{printable, shown_reason};
use crate::profile::VariableChange;
use crate::shell::UserShell;

/// A proxy in the commands of a remedy.
const EXAMPLE: &str = "http://proxy.example.com:3128";

/// `site-proxy`.
pub fn check(subject: &Subject, observed: &Observed, python: Option<&Python>) -> Vec<Finding> {
    if let Route::Bad(BadProxy::Socks, origin) = &observed.route {
        return vec![socks(subject, origin, observed, python)];
    }
    if let (Fault::Proxy(ProxyFault::PlainHttp), Route::Proxy(proxy)) = (
        observed.fault().unwrap_or(&Fault::Connect(Vec::new())),
        &observed.route,
    ) {
        // urllib speaks plain HTTP to every proxy, so that it passes; requests and curl do not.
        return vec![plain_http(subject, proxy)];
    }
    by_fault(Id::SiteProxy, observed, python, |fault| {
        match (&observed.route, fault) {
            (Route::Bad(_, origin), _) => invalid(subject, origin),
            (Route::Proxy(proxy), Fault::Proxy(fault)) => {
                described(subject, proxy, fault, &observed.site)
            }
            (Route::Proxy(proxy), _) => late(subject, proxy),
            (Route::Direct, _) => Finding::skipped(Id::SiteProxy, "no proxy is set"),
        }
    })
}

/// Returns the result of Python's attempt, because doctor does not follow SOCKS proxies.
fn socks(
    subject: &Subject,
    origin: &Origin,
    observed: &Observed,
    python: Option<&Python>,
) -> Finding {
    let attempt = python.and_then(|python| python.attempt_of(&observed.site));
    let (status, result) = match attempt.map(|attempt| &attempt.failure) {
        Some(Some(failure)) => (
            Status::Failed,
            format!(
                "the program's Python fails: {}",
                shown_reason(&failure.text)
            ),
        ),
        Some(None) => (
            Status::Warning,
            "the program's Python reaches the site".to_owned(),
        ),
        None => (
            Status::Warning,
            "no Python of the program was tested either".to_owned(),
        ),
    };
    let message = format!(
        "{origin} names a SOCKS proxy, which doctor does not follow: the connection was not tested"
    );
    let finding = Finding::new(Id::SiteProxy, status, message)
        .detail(result)
        .detail(
            "curl uses SOCKS proxies, requests only with PySocks; urllib and shotgun_api3 do not",
        )
        .remedy("ask IT for an HTTP proxy, or remove the setting if this network has no proxy");
    with_variable(subject, finding, origin, EXAMPLE)
}

fn described(subject: &Subject, proxy: &Proxy, fault: &ProxyFault, site: &Site) -> Finding {
    match fault {
        ProxyFault::Invalid | ProxyFault::Socks => invalid(subject, &proxy.origin),
        ProxyFault::Name(reason) => {
            let message = format!("no such host: this machine cannot look up {}", named(proxy));
            corrected(
                subject,
                Finding::failed(Id::SiteProxy, message).detail(shown_reason(reason)),
                proxy,
            )
        }
        ProxyFault::Connect(tried) => {
            let message = format!("{} does not accept connections", named(proxy));
            let finding = Finding::failed(Id::SiteProxy, message);
            corrected(subject, lines(tried).fold(finding, Finding::detail), proxy)
        }
        ProxyFault::Refused(status, reason) => refused(subject, proxy, *status, reason, site),
        ProxyFault::WebServer(status, reason) => web_server(subject, proxy, *status, reason),
        ProxyFault::Login(schemes) => login(subject, proxy, schemes),
        ProxyFault::PlainHttp => plain_http(subject, proxy),
        ProxyFault::Tls(_) => {
            let message = format!("the TLS handshake with {} fails", named(proxy));
            let remedy =
                "if the proxy has no TLS of its own, write `http://` in its URL, else ask IT";
            Finding::failed(Id::SiteProxy, message).remedy(remedy)
        }
        ProxyFault::NotHttp(Speech::Tls) => speaks_tls(subject, proxy),
        ProxyFault::NotHttp(speech) => {
            let message = format!(
                "{} is not an HTTP proxy: {} answers",
                named(proxy),
                speaker(speech)
            );
            let finding = Finding::failed(Id::SiteProxy, message);
            corrected(
                subject,
                first_bytes(speech)
                    .into_iter()
                    .fold(finding, Finding::detail),
                proxy,
            )
        }
        ProxyFault::Closed => {
            let message = format!("{} closes the connection without an answer", named(proxy));
            corrected(subject, Finding::failed(Id::SiteProxy, message), proxy)
        }
        ProxyFault::TimedOut => late(subject, proxy),
        ProxyFault::TooLong => {
            let message = format!("the answer of {} has no end", named(proxy));
            corrected(subject, Finding::failed(Id::SiteProxy, message), proxy)
        }
    }
}

/// Returns the proxy with the setting that names it.
fn named(proxy: &Proxy) -> String {
    format!("the proxy {} (from {})", proxy.url(), proxy.origin)
}

fn invalid(subject: &Subject, origin: &Origin) -> Finding {
    let message = format!("{origin} is not the URL of an HTTP proxy");
    let finding = Finding::failed(Id::SiteProxy, message)
        .remedy("write it as `http://HOST:PORT`, or remove the variable if there is no proxy");
    with_variable(subject, finding, origin, EXAMPLE)
}

fn late(subject: &Subject, proxy: &Proxy) -> Finding {
    let message = format!("{} does not answer within the time limit", named(proxy));
    let finding = Finding::failed(Id::SiteProxy, message).detail(
        "either the proxy does not work, or it waits for the site: try another site, as in \
         `--site https://example.com`",
    );
    corrected(subject, finding, proxy)
}

fn refused(subject: &Subject, proxy: &Proxy, status: u16, reason: &str, site: &Site) -> Finding {
    let host = &site.host;
    let answer = format!("{status} {}", printable(reason));
    let answer = answer.trim_end();
    if (500..600).contains(&status) {
        let message = format!("{} does not reach `{host}`: {answer}", named(proxy));
        let remedy = "check the spelling of the host; if the site is inside the studio's network, \
                    exclude it from the proxy, else ask IT";
        let finding = Finding::failed(Id::SiteProxy, message).remedy(remedy);
        return bypassed(subject, finding, host);
    }
    let message = format!(
        "{} refuses the connection to `{host}`: {answer}",
        named(proxy)
    );
    let remedy = "ask IT to allow the site in the proxy; if it is inside the studio's network, \
                exclude it from the proxy";
    let finding = Finding::failed(Id::SiteProxy, message).remedy(remedy);
    bypassed(subject, finding, host)
}

fn web_server(subject: &Subject, proxy: &Proxy, status: u16, reason: &str) -> Finding {
    let message = format!(
        "{} answers CONNECT with {status}: it is a web server, not a proxy",
        named(proxy)
    );
    let answer = format!("its answer: {status} {}", printable(reason));
    let finding = Finding::failed(Id::SiteProxy, message).detail(answer.trim_end());
    corrected(subject, finding, proxy)
}

/// Adds how to exclude the host from the proxy.
fn bypassed(subject: &Subject, finding: Finding, host: &str) -> Finding {
    let no_proxy = Origin::Variable("NO_PROXY".to_owned());
    with_variable(subject, finding, &no_proxy, host)
}

fn login(subject: &Subject, proxy: &Proxy, schemes: &[String]) -> Finding {
    let is_basic = |scheme: &String| scheme.eq_ignore_ascii_case("basic");
    let offered: Vec<_> = schemes.iter().map(|scheme| printable(scheme)).collect();
    let offered = offered.join(", ");
    if !schemes.is_empty() && !schemes.iter().any(is_basic) {
        let message = format!(
            "{} requires a login that Python does not have: {offered}",
            named(proxy)
        );
        return Finding::failed(Id::SiteProxy, message)
            .detail("Python, curl without `--proxy-ntlm` and most clients only log in by Basic")
            .remedy(
                "ask IT for a proxy with Basic authentication or without a login, or run a local \
                 proxy that logs in, such as px or cntlm, and name that one",
            );
    }
    let message = match proxy.login {
        Some(_) => format!(
            "{} refuses the user name or the password: 407",
            named(proxy)
        ),
        None => format!(
            "{} requires a login: 407 Proxy Authentication Required",
            named(proxy)
        ),
    };
    let finding = Finding::failed(Id::SiteProxy, message).remedy(
        "write user name and password into the URL, special characters percent-encoded (`@` is \
         `%40`)",
    );
    let with_login = proxy.url().replacen("://", "://USER:PASSWORD@", 1);
    with_variable(subject, finding, &proxy.origin, &with_login)
}

fn plain_http(subject: &Subject, proxy: &Proxy) -> Finding {
    let message = format!("{} speaks plain HTTP, not HTTPS", named(proxy));
    let finding = Finding::failed(Id::SiteProxy, message)
        .detail(
            "requests reports `Your proxy appears to only use HTTP`, curl and older clients \
             WRONG_VERSION_NUMBER; connections to sites are encrypted all the same",
        )
        .remedy(kept_login("write `http://` in the URL of the proxy", proxy));
    let url = proxy.url().replacen("https://", "http://", 1);
    with_variable(subject, finding, &proxy.origin, &url)
}

fn speaks_tls(subject: &Subject, proxy: &Proxy) -> Finding {
    let message = format!("{} speaks TLS, and its URL says `http://`", named(proxy));
    let finding = Finding::failed(Id::SiteProxy, message)
        .detail("urllib and shotgun_api3 cannot use such a proxy; requests and curl can")
        .remedy(kept_login(
            "ask IT for the proxy's plain port, or write `https://`",
            proxy,
        ));
    let url = proxy.url().replacen("http://", "https://", 1);
    with_variable(subject, finding, &proxy.origin, &url)
}

/// Adds the remedy for a proxy that is not there, or is not one.
fn corrected(subject: &Subject, finding: Finding, proxy: &Proxy) -> Finding {
    let remedy = "ask IT for the address of the proxy and correct the setting, or remove it if this \
                network has no proxy";
    with_variable(
        subject,
        finding.remedy(kept_login(remedy, proxy)),
        &proxy.origin,
        EXAMPLE,
    )
}

/// Commands never contain a login, so the reader must add it.
fn kept_login(remedy: &str, proxy: &Proxy) -> String {
    match proxy.login {
        Some(_) => format!("{remedy}; keep the user name and the password"),
        None => remedy.to_owned(),
    }
}

/// Adds how to set the variable: a command, or the place in the profile that sets it. The system's
/// settings have neither.
fn with_variable(subject: &Subject, finding: Finding, origin: &Origin, value: &str) -> Finding {
    let Origin::Variable(name) = origin else {
        return finding;
    };
    let Some(place) = place_in_profile(subject, name) else {
        return finding.command(UserShell::from_env(&subject.env).set(name, value));
    };
    let cure = finding.remedy.as_ref().map(|remedy| remedy.text.clone());
    let cure = cure.unwrap_or_default();
    finding.remedy(format!(
        "{cure}; the profile sets {name}, so change it there: in {place}, as in `{name}: {value}`"
    ))
}

/// Returns the place in the profile's `env` that decides the value of a variable.
fn place_in_profile(subject: &Subject, name: &str) -> Option<String> {
    let profile = subject.profile.as_ref().ok()?;
    let change = profile.settings.env.get(name)?;
    let is_default = matches!(change.value, VariableChange::Default(_));
    let is_of_caller = is_default && subject.env.non_empty(name).is_some();
    (!is_of_caller).then(|| place(&profile.location_of(change)))
}

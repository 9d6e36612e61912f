//! The visit of a site, step by step.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::super::Subject;
use super::connect::{Connected, connect};
use super::fault::{Fault, Incompatible, ProxyFault, Step};
use super::handshake::{self, Failed, Secured};
use super::raw::{self, Flight};
use super::recorder::Sent;
use super::request;
use super::resolve::{NoAddress, addresses};
use super::route::{BadProxy, Route};
use super::tls::{Cipher, Version};
use super::tunnel::{self, Stream};
use super::wire::Wire;
use super::{Handshake, Observed, Site};
use crate::env::Env;

/// Time after which an address that does not answer is reported, although another one does.
const SILENCE: Duration = Duration::from_secs(2);

/// Observes a site. All connections together take at most `limit`.
pub fn observe(subject: &Subject, site: Site, limit: Duration) -> Observed {
    let deadline = Instant::now() + limit;
    let env = subject.env_of_program();
    let (route, remarks) = Route::to(&site, env, deadline);
    let visit = Visit {
        site: &site,
        route: &route,
        env,
        deadline,
    };
    let (silent, result) = visit.run();
    let (outcome, chain_before_fault) = match result {
        Ok(handshake) => (Ok(handshake), Vec::new()),
        Err((fault, sent)) => (Err(fault), sent.chain),
    };
    Observed {
        site,
        route,
        remarks,
        silent,
        outcome,
        chain_before_fault,
    }
}

struct Visit<'a> {
    site: &'a Site,
    route: &'a Route,
    env: &'a Env,
    deadline: Instant,
}

/// A connection, and the addresses of a direct one.
struct Opened {
    stream: Stream,
    address: Option<SocketAddr>,
    connected: Option<super::connect::Attempts>,
}

impl Visit<'_> {
    fn run(&self) -> (Vec<SocketAddr>, Result<Handshake, (Fault, Sent)>) {
        let opened = match self.open() {
            Ok(opened) => opened,
            Err(fault) => return (Vec::new(), Err((fault, Sent::default()))),
        };
        let result = match handshake::perform(&self.site.host, opened.stream) {
            Ok(secured) => Ok(self.completed(secured, opened.address)),
            Err(failed) => Err(self.explained(*failed)),
        };
        let silent = opened
            .connected
            .map(|attempts| attempts.silent(SILENCE, self.deadline));
        (silent.unwrap_or_default(), result)
    }

    fn open(&self) -> Result<Opened, Fault> {
        match self.route {
            Route::Bad(BadProxy::Socks, _) => Err(Fault::Proxy(ProxyFault::Socks)),
            Route::Bad(BadProxy::Invalid, _) => Err(Fault::Proxy(ProxyFault::Invalid)),
            Route::Proxy(proxy) => Ok(Opened {
                stream: tunnel::open(proxy, self.site, self.env, self.deadline)?,
                address: None,
                connected: None,
            }),
            Route::Direct => self.open_directly(),
        }
    }

    fn open_directly(&self) -> Result<Opened, Fault> {
        let found = addresses(self.site, self.env, self.deadline);
        let found = found.map_err(|error| match error {
            NoAddress::Unknown(reason) => Fault::Name(reason),
            NoAddress::TimedOut => Fault::Timeout(Step::Name),
        })?;
        let connected = connect(&found, self.site.port, self.deadline);
        let Connected {
            tcp,
            address,
            others,
        } = connected.map_err(Fault::Connect)?;
        Ok(Opened {
            stream: Stream::Plain(Wire::new(tcp, self.deadline)),
            address: Some(address),
            connected: Some(others),
        })
    }

    fn completed(&self, secured: Secured<Stream>, address: Option<SocketAddr>) -> Handshake {
        let Sent { chain, ocsp } = secured.recorder.sent();
        let flight = Flight::parse(secured.stream.received());
        let version = secured.connection.protocol_version();
        let cipher = secured.connection.negotiated_cipher_suite();
        let version = Version(version.map_or(0, u16::from));
        let hello = flight.hello.filter(|_| version < Version::TLS13);
        let recorder = std::sync::Arc::clone(&secured.recorder);
        let answer = request::head(self.site, secured);
        Handshake {
            chain,
            ocsp,
            version,
            cipher: Cipher(cipher.map_or(0, |cipher| u16::from(cipher.suite()))),
            address,
            date: answer.date,
            wants_client_certificate: recorder.wants_client_certificate(),
            answer,
            has_secure_renegotiation: hello.map(|hello| hello.has_renegotiation_info),
        }
    }

    /// Asks the server once more with everything old, if it may want that.
    fn explained(&self, failed: Failed) -> (Fault, Sent) {
        let Failed {
            fault,
            sent,
            is_negotiable: true,
        } = failed
        else {
            return (failed.fault, failed.sent);
        };
        let Ok(mut opened) = self.open() else {
            return (fault, sent);
        };
        let flight = raw::ask(self.site, &mut opened.stream);
        let Some(choice) = flight.choice() else {
            return (fault, sent);
        };
        let incompatible = Incompatible {
            alert: match fault {
                Fault::Alert { alert, .. } => Some(alert),
                _ => None,
            },
            choice: Some(choice),
        };
        let chain = flight.chain;
        (Fault::Incompatible(incompatible), Sent { chain, ..sent })
    }
}

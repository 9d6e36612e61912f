//! The visit of a site, step by step.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::super::Subject;
use super::connect::{Attempts, Connected, connect};
use super::fault::{Fault, Incompatible, ProxyFault, Step};
use super::handshake::{self, Failed, Secured};
use super::raw::{self, Flight};
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
        Err((fault, chain)) => (Err(fault), chain),
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

/// The fault that prevented a handshake, and the certificates that were sent before.
type Stopped = (Fault, Vec<Vec<u8>>);

/// A connection, and the other attempts of a direct one.
struct Opened {
    stream: Stream,
    others: Option<Attempts>,
}

impl Visit<'_> {
    fn run(&self) -> (Vec<SocketAddr>, Result<Handshake, Stopped>) {
        let opened = match self.open() {
            Ok(opened) => opened,
            Err(fault) => return (Vec::new(), Err((fault, Vec::new()))),
        };
        let result = match handshake::perform(&self.site.host, opened.stream) {
            Ok(secured) => Ok(self.completed(secured)),
            Err(failed) => Err(self.explained(*failed)),
        };
        let silent = opened
            .others
            .map(|attempts| attempts.silent(SILENCE, self.deadline));
        (silent.unwrap_or_default(), result)
    }

    fn open(&self) -> Result<Opened, Fault> {
        match self.route {
            Route::Bad(BadProxy::Socks, _) => Err(Fault::Proxy(ProxyFault::Socks)),
            Route::Bad(BadProxy::Invalid, _) => Err(Fault::Proxy(ProxyFault::Invalid)),
            Route::Proxy(proxy) => Ok(Opened {
                stream: tunnel::open(proxy, self.site, self.env, self.deadline)?,
                others: None,
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
        let Connected { tcp, others } = connected.map_err(Fault::Connect)?;
        Ok(Opened {
            stream: Stream::Plain(Wire::new(tcp, self.deadline)),
            others: Some(others),
        })
    }

    fn completed(&self, secured: Secured<Stream>) -> Handshake {
        let flight = Flight::parse(secured.stream.received());
        let version = secured.connection.protocol_version();
        let cipher = secured.connection.negotiated_cipher_suite();
        let version = Version(version.map_or(0, u16::from));
        let hello = flight.hello.filter(|_| version < Version::TLS13);
        let recorder = Arc::clone(&secured.recorder);
        let answer = request::head(self.site, secured);
        Handshake {
            chain: recorder.chain(),
            version,
            cipher: Cipher(cipher.map_or(0, |cipher| u16::from(cipher.suite()))),
            date: answer.date,
            wants_client_certificate: recorder.wants_client_certificate(),
            answer,
            has_secure_renegotiation: hello.map(|hello| hello.has_renegotiation_info),
        }
    }

    /// Offers all old versions and ciphers in a second connection, if the server may accept them.
    fn explained(&self, failed: Failed) -> Stopped {
        let stopped = (failed.fault, failed.chain);
        if !failed.is_negotiable {
            return stopped;
        }
        let Ok(mut opened) = self.open() else {
            return stopped;
        };
        let flight = raw::offer(self.site, &mut opened.stream);
        let Some(choice) = flight.choice() else {
            return stopped;
        };
        let incompatible = Incompatible {
            alert: match stopped.0 {
                Fault::Alert { alert, .. } => Some(alert),
                _ => None,
            },
            choice: Some(choice),
        };
        (Fault::Incompatible(incompatible), flight.chain)
    }
}

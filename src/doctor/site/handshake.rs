//! The TLS handshake by rustls, whose certificates are recorded.

use std::io::{self, ErrorKind, Read, Write};
use std::sync::Arc;

use rustls::client::Resumption;
use rustls::crypto::{ActiveKeyExchange, SupportedKxGroup};
use rustls::pki_types::ServerName;
use rustls::{ALL_VERSIONS, ClientConfig, ClientConnection, Error, NamedGroup};

use super::fault::{Fault, Incompatible, Speech, Step};
use super::raw::Flight;
use super::recorder::Recorder;
use super::tls::Alert;
use super::wire::Recorded;
use crate::doctor::crypto;

/// A handshake that succeeded.
pub struct Secured<S> {
    pub connection: ClientConnection,
    pub stream: Recorded<S>,
    pub recorder: Arc<Recorder>,
}

/// A handshake that failed.
#[derive(Debug)]
pub struct Failed {
    pub fault: Fault,
    /// The certificates that were sent before.
    pub chain: Vec<Vec<u8>>,
    /// The server may accept another `ClientHello`.
    pub is_negotiable: bool,
}

/// Performs the handshake.
pub fn perform<S: Read + Write>(host: &str, stream: S) -> Result<Secured<S>, Box<Failed>> {
    let recorder = Arc::new(Recorder::default());
    let mut stream = Recorded::new(stream);
    let result = connection(host, &recorder)
        .map_err(Ended::Tls)
        .and_then(|mut connection| {
            converse(&mut connection, &mut stream)?;
            Ok(connection)
        });
    match result {
        Ok(connection) => Ok(Secured {
            connection,
            stream,
            recorder,
        }),
        Err(ended) => Err(Box::new(failed(ended, stream.received(), &recorder))),
    }
}

/// The early end of a handshake.
enum Ended {
    Tls(Error),
    Io(io::Error),
    Closed,
}

fn connection(host: &str, recorder: &Arc<Recorder>) -> Result<ClientConnection, Error> {
    let mut provider = crypto::provider();
    provider.kx_groups.push(&NAMED_ONLY);
    let mut config = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(ALL_VERSIONS)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(recorder) as _)
        .with_client_cert_resolver(Arc::clone(recorder) as _);
    config.resumption = Resumption::disabled();
    let name = ServerName::try_from(host.to_owned());
    let name = name.map_err(|_| Error::General(format!("not a name for TLS: {host}")))?;
    ClientConnection::new(Arc::new(config), name)
}

fn converse<S: Read + Write>(
    connection: &mut ClientConnection,
    stream: &mut Recorded<S>,
) -> Result<(), Ended> {
    while connection.is_handshaking() || connection.wants_write() {
        // After a failed write there may still be an alert to read.
        let written = write(connection, stream);
        if !connection.is_handshaking() {
            return written.map_err(Ended::Io);
        }
        match connection.read_tls(stream) {
            Ok(0) => return Err(written.err().map_or(Ended::Closed, Ended::Io)),
            Ok(_) => {}
            Err(error) => return Err(Ended::Io(error)),
        }
        if let Err(error) = connection.process_new_packets() {
            // The alert for the server is not needed for the diagnosis.
            let _ = write(connection, stream);
            return Err(Ended::Tls(error));
        }
    }
    Ok(())
}

fn write<S: Read + Write>(
    connection: &mut ClientConnection,
    stream: &mut Recorded<S>,
) -> io::Result<()> {
    while connection.wants_write() {
        connection.write_tls(stream)?;
    }
    stream.flush()
}

fn failed(ended: Ended, received: &[u8], recorder: &Recorder) -> Failed {
    let flight = Flight::parse(received);
    let step = if flight.hello.is_some() {
        Step::Handshake
    } else {
        Step::Hello
    };
    let wants_certificate = recorder.wants_client_certificate();
    let (fault, is_negotiable) = match ended {
        Ended::Io(error) if error.kind() == ErrorKind::TimedOut => (Fault::Timeout(step), false),
        Ended::Tls(Error::AlertReceived(alert)) if wants_certificate => {
            (Fault::ClientCertificate(Some(Alert(alert.into()))), false)
        }
        Ended::Io(_) | Ended::Closed if wants_certificate => {
            (Fault::ClientCertificate(None), false)
        }
        Ended::Closed => (
            Fault::Closed {
                step,
                is_reset: false,
            },
            step == Step::Hello,
        ),
        Ended::Io(_) => (
            Fault::Closed {
                step,
                is_reset: true,
            },
            step == Step::Hello,
        ),
        Ended::Tls(Error::AlertReceived(alert)) => {
            let alert = Alert(alert.into());
            (Fault::Alert { step, alert }, step == Step::Hello)
        }
        Ended::Tls(Error::PeerIncompatible(_) | Error::General(_)) => {
            let incompatible = Incompatible {
                alert: None,
                choice: flight.choice(),
            };
            (Fault::Incompatible(incompatible), true)
        }
        Ended::Tls(_) if !flight.is_tls => (Fault::NotTls(Speech::of(received)), false),
        Ended::Tls(error) => (Fault::Protocol(error.to_string()), false),
    };
    let mut chain = recorder.chain();
    if chain.is_empty() {
        chain = flight.chain;
    }
    Failed {
        fault,
        chain,
        is_negotiable,
    }
}

/// P-521, which is only named in the `ClientHello`: without it OpenSSL's servers do not send a
/// certificate with such a key for TLS 1.2. No server needs it for the key exchange.
#[derive(Debug)]
struct NamedOnly;

static NAMED_ONLY: NamedOnly = NamedOnly;

impl SupportedKxGroup for NamedOnly {
    fn start(&self) -> Result<Box<dyn ActiveKeyExchange>, Error> {
        Err(Error::General("no key exchange with P-521".to_owned()))
    }

    fn ffdhe_group(&self) -> Option<rustls::ffdhe_groups::FfdheGroup<'static>> {
        None
    }

    fn name(&self) -> NamedGroup {
        NamedGroup::secp521r1
    }
}

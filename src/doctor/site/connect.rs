//! TCP connections to all addresses of a host: the next address is tried 250 ms after the one
//! before, or when that fails, so that one that does not answer costs little (RFC 8305).

use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::fault::NotConnected;
use super::wire::remaining;
use crate::os::threads;

/// Head start of each address.
const DELAY: Duration = Duration::from_millis(250);

/// Most addresses of one host that are tried.
const MAX_ADDRESSES: usize = 16;

/// The connection that succeeded, and the other attempts.
#[derive(Debug)]
pub struct Connected {
    pub tcp: TcpStream,
    pub others: Attempts,
}

/// Attempts that are still running or have failed.
#[derive(Debug)]
pub struct Attempts {
    started: Vec<(SocketAddr, Instant)>,
    failed: Vec<(SocketAddr, NotConnected)>,
    results: Receiver<(SocketAddr, io::Result<TcpStream>)>,
    sender: Sender<(SocketAddr, io::Result<TcpStream>)>,
}

/// Connects to the first address that answers.
pub fn connect(
    addresses: &[IpAddr],
    port: u16,
    deadline: Instant,
) -> Result<Connected, Vec<(SocketAddr, NotConnected)>> {
    let (sender, results) = channel();
    let mut attempts = Attempts {
        started: Vec::new(),
        failed: Vec::new(),
        results,
        sender,
    };
    let mut waiting = interleaved(addresses).into_iter().take(MAX_ADDRESSES);
    loop {
        let next = waiting.next();
        if let Some(address) = next {
            attempts.start(SocketAddr::new(address, port), deadline);
        }
        let patience = if next.is_some() {
            remaining(deadline).min(DELAY)
        } else {
            remaining(deadline)
        };
        match attempts.wait(patience) {
            Some((address, tcp)) => {
                attempts.started.retain(|(one, _)| *one != address);
                return Ok(Connected {
                    tcp,
                    others: attempts,
                });
            }
            None if remaining(deadline).is_zero() || attempts.are_over() && waiting.len() == 0 => {
                return Err(attempts.failures());
            }
            None => {}
        }
    }
}

/// Alternates the families, beginning with that of the first address.
fn interleaved(addresses: &[IpAddr]) -> Vec<IpAddr> {
    let is_v6 = addresses.first().is_some_and(IpAddr::is_ipv6);
    let (first, second): (Vec<IpAddr>, Vec<IpAddr>) = addresses
        .iter()
        .copied()
        .partition(|address| address.is_ipv6() == is_v6);
    let (mut first, mut second) = (first.into_iter(), second.into_iter());
    let mut order = Vec::new();
    loop {
        let pair = [first.next(), second.next()];
        if pair == [None, None] {
            return order;
        }
        order.extend(pair.into_iter().flatten());
    }
}

impl Attempts {
    fn start(&mut self, address: SocketAddr, deadline: Instant) {
        self.started.push((address, Instant::now()));
        let (sender, left) = (self.sender.clone(), remaining(deadline));
        threads::detach(move || {
            // Zero is an error.
            let left = left.max(Duration::from_millis(1));
            let connected = TcpStream::connect_timeout(&address, left);
            // If the receiver is gone, another address was faster.
            let _ = sender.send((address, connected));
        });
    }

    /// Waits for one result; `None` if there is none in time, or it is a failure.
    fn wait(&mut self, patience: Duration) -> Option<(SocketAddr, TcpStream)> {
        match self.results.recv_timeout(patience) {
            Ok((address, Ok(tcp))) => Some((address, tcp)),
            Ok((address, Err(error))) => {
                self.failed.push((address, reason(&error)));
                None
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => None,
        }
    }

    fn are_over(&self) -> bool {
        self.failed.len() == self.started.len()
    }

    /// Returns the failures, in the order of the attempts.
    fn failures(self) -> Vec<(SocketAddr, NotConnected)> {
        let reason = |address: SocketAddr| {
            let found = self.failed.iter().find(|(failed, _)| *failed == address);
            found.map_or(NotConnected::TimedOut, |(_, reason)| *reason)
        };
        let started = self.started.iter();
        started
            .map(|(address, _)| (*address, reason(*address)))
            .collect()
    }

    /// Returns the addresses that have not answered for `patience`: clients that try one address
    /// after the other wait for them.
    pub fn silent(mut self, patience: Duration, deadline: Instant) -> Vec<SocketAddr> {
        let failed = &self.failed;
        self.started
            .retain(|(address, _)| failed.iter().all(|(one, _)| one != address));
        while let Some((_, since)) = self.started.first() {
            let end = *since + patience;
            if end > deadline {
                return Vec::new();
            }
            match self.results.recv_timeout(remaining(end)) {
                Ok((address, _)) => self.started.retain(|(one, _)| *one != address),
                Err(_) => break,
            }
        }
        self.started
            .into_iter()
            .map(|(address, _)| address)
            .collect()
    }
}

fn reason(error: &io::Error) -> NotConnected {
    match error.kind() {
        ErrorKind::ConnectionRefused => NotConnected::Refused,
        ErrorKind::TimedOut | ErrorKind::WouldBlock => NotConnected::TimedOut,
        ErrorKind::HostUnreachable
        | ErrorKind::NetworkUnreachable
        | ErrorKind::NetworkDown
        | ErrorKind::AddrNotAvailable => NotConnected::Unreachable,
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => NotConnected::Reset,
        other => NotConnected::Other(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_alternate_beginning_with_the_first() {
        let parse = |texts: &[&str]| -> Vec<IpAddr> {
            let parsed = texts.iter().map(|text| text.parse().expect("an address"));
            parsed.collect()
        };
        let order = interleaved(&parse(&["::1", "::2", "::3", "192.0.2.1", "192.0.2.2"]));
        assert_eq!(
            order,
            parse(&["::1", "192.0.2.1", "::2", "192.0.2.2", "::3"])
        );
    }
}

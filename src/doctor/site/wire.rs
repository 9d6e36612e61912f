//! A TCP connection whose reads and writes end at the time limit.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// A connection with a deadline for everything.
#[derive(Debug)]
pub struct Wire {
    tcp: TcpStream,
    deadline: Instant,
}

/// Returns the time until a deadline.
pub fn remaining(deadline: Instant) -> Duration {
    deadline.saturating_duration_since(Instant::now())
}

impl Wire {
    pub fn new(tcp: TcpStream, deadline: Instant) -> Self {
        // Without it the connection is only slower.
        let _ = tcp.set_nodelay(true);
        Self { tcp, deadline }
    }

    /// Brings the deadline forward.
    pub fn end_by(&mut self, deadline: Instant) {
        self.deadline = self.deadline.min(deadline);
    }

    /// Returns the time for the next call, which must not be zero.
    fn patience(&self) -> io::Result<Option<Duration>> {
        let left = remaining(self.deadline);
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        Ok(Some(left))
    }
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            self.tcp.set_read_timeout(self.patience()?)?;
            match self.tcp.read(buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(timed(error)),
                Ok(length) => return Ok(length),
            }
        }
    }
}

impl Write for Wire {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.tcp.set_write_timeout(self.patience()?)?;
        self.tcp.write(buffer).map_err(timed)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.tcp.flush()
    }
}

/// Returns the error as `TimedOut` at the deadline, which Unix reports as `WouldBlock`.
fn timed(error: io::Error) -> io::Error {
    match error.kind() {
        ErrorKind::WouldBlock => ErrorKind::TimedOut.into(),
        _ => error,
    }
}

/// A stream that keeps the first bytes that are received.
#[derive(Debug)]
pub struct Recorded<S> {
    stream: S,
    received: Vec<u8>,
}

/// Number of bytes that are kept: the largest chain that rustls accepts, and some.
const MAX_RECORDED: usize = 256 * 1024;

impl<S> Recorded<S> {
    pub fn new(stream: S) -> Self {
        Self {
            stream,
            received: Vec::new(),
        }
    }

    pub fn received(&self) -> &[u8] {
        &self.received
    }

    pub fn stream(&mut self) -> &mut S {
        &mut self.stream
    }
}

impl<S: Read> Read for Recorded<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.stream.read(buffer)?;
        let room = MAX_RECORDED.saturating_sub(self.received.len());
        let kept = buffer.get(..length.min(room)).unwrap_or_default();
        self.received.extend_from_slice(kept);
        Ok(length)
    }
}

impl<S: Write> Write for Recorded<S> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.stream.write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

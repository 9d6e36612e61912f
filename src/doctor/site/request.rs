//! One `HEAD /` after the handshake, without cookies or tokens: for the server's clock, and because
//! a server of TLS 1.3 refuses a missing client certificate only then.

use std::io::{ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use rustls::{Error, StreamOwned};

use super::Site;
use super::handshake::Secured;
use super::tls::Alert;
use super::tunnel::Stream;
use crate::certs::clock::now;

/// The answer to the request. Everything in it may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    pub status: Option<u16>,
    /// The time in the `Date` header, in seconds since 1970.
    pub date: Option<i64>,
    /// The system's time when the answer came, in seconds since 1970.
    pub received: i64,
    /// The server closed the connection without an answer.
    pub is_closed: bool,
    /// The alert that came in place of an answer.
    pub alert: Option<Alert>,
}

/// Longest time for the answer, of which nothing essential depends.
const PATIENCE: Duration = Duration::from_secs(3);

/// Most bytes that are read.
const MAX_HEAD: usize = 16 * 1024;

/// Sends the request and reads the head of the answer.
pub fn head(site: &Site, secured: Secured<Stream>) -> Answer {
    let Secured {
        connection,
        mut stream,
        ..
    } = secured;
    stream.stream().end_by(Instant::now() + PATIENCE);
    let mut stream = StreamOwned::new(connection, stream);
    let request = format!(
        "HEAD / HTTP/1.1\r\nHost: {}\r\nUser-Agent: sglaunch/{}\r\nAccept: */*\r\n\
         Connection: close\r\n\r\n",
        site.authority(),
        env!("CARGO_PKG_VERSION"),
    );
    // After a failed write there may still be an alert to read.
    let _ = stream
        .write_all(request.as_bytes())
        .and_then(|()| stream.flush());
    read(&mut stream)
}

fn read(stream: &mut impl Read) -> Answer {
    let mut received = Vec::new();
    let mut buffer = [0; 2048];
    let mut answer = Answer::default();
    while received.len() < MAX_HEAD && end_of_head(&received).is_none() {
        match stream.read(&mut buffer) {
            Ok(0) => {
                answer.is_closed = received.is_empty();
                break;
            }
            Ok(length) => received.extend_from_slice(buffer.get(..length).unwrap_or_default()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => {
                let tls = error
                    .get_ref()
                    .and_then(|inner| inner.downcast_ref::<Error>());
                answer.alert = match tls {
                    Some(Error::AlertReceived(alert)) => Some(Alert((*alert).into())),
                    _ => None,
                };
                answer.is_closed = received.is_empty() && error.kind() != ErrorKind::TimedOut;
                break;
            }
        }
    }
    let head = received.get(..end_of_head(&received).unwrap_or(received.len()));
    let text = String::from_utf8_lossy(head.unwrap_or_default());
    let first = text.lines().next().unwrap_or_default();
    let status = first
        .strip_prefix("HTTP/")
        .and_then(|rest| rest.split(' ').nth(1));
    answer.status = status.and_then(|status| status.parse().ok());
    answer.received = now();
    answer.date = answer.status.and_then(|_| text.lines().find_map(date_of));
    answer
}

fn end_of_head(received: &[u8]) -> Option<usize> {
    received.windows(4).position(|window| window == b"\r\n\r\n")
}

fn date_of(line: &str) -> Option<i64> {
    let (name, value) = line.split_once(':')?;
    name.eq_ignore_ascii_case("date")
        .then(|| seconds(value.trim()))?
}

/// Parses `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that servers may send.
fn seconds(date: &str) -> Option<i64> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let mut parts = date.split_once(", ")?.1.split(' ');
    let day: i64 = parts.next()?.parse().ok()?;
    let name = parts.next()?.as_bytes();
    let month = MONTHS.iter().position(|month| month.as_bytes() == name)?;
    let month = i64::try_from(month + 1).ok()?;
    let year: i64 = parts.next()?.parse().ok()?;
    let mut clock = parts
        .next()?
        .split(':')
        .map(|part| part.parse::<i64>().ok());
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    let is_in_range = (1..=31).contains(&day) && (1970..10_000).contains(&year);
    let is_time =
        (0..24).contains(&hour) && (0..60).contains(&minute) && (0..=60).contains(&second);
    (is_in_range && is_time && parts.next() == Some("GMT"))
        .then(|| days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second)
}

/// Returns the days since 1970. The year begins in March, so that the leap day is its last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_of_a_server_is_read() {
        for (date, expected) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Thu, 29 Feb 2024 23:59:59 GMT", Some(1_709_251_199)),
            ("Fri, 01 Mar 2024 00:00:00 GMT", Some(1_709_251_200)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 08:49:37 CET", None),
            ("Sun, 06 anF 1994 08:49:37 GMT", None),
            ("Sun, 99 Nov 1994 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 08:49 GMT", None),
            ("", None),
        ] {
            assert_eq!(seconds(date), expected, "{date}");
        }
    }

    #[test]
    fn only_the_head_of_the_answer_counts() {
        let head = b"HTTP/1.1 200 OK\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\nbody";
        let answer = read(&mut &head[..]);
        assert_eq!((answer.status, answer.date), (Some(200), Some(784_111_777)));
        let late = b"HTTP/1.1 200 OK\r\n\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
        assert_eq!(read(&mut &late[..]).date, None);
        let garbage = read(&mut &b"Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"[..]);
        assert_eq!((garbage.status, garbage.date), (None, None));
        assert!(read(&mut &b""[..]).is_closed);
    }
}

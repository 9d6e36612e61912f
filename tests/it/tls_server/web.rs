//! A server with one page, for checks that connect and read little more than the certificate.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::authority::in_days;
use super::http::Response;
use super::identity::Identity;
use super::server::Server;
use super::settings::ServerSettings;

/// A server on loopback, until it is dropped, that answers every request with `hello`.
pub struct WebServer {
    server: Server,
    requests: Arc<AtomicUsize>,
}

impl WebServer {
    pub fn start(identity: Identity) -> Self {
        Self::start_with(ServerSettings::new(identity))
    }

    pub fn start_with(settings: ServerSettings) -> Self {
        Self::start_at(settings, 0)
    }

    /// Starts a server whose clock is `days` ahead, or behind.
    pub fn start_at(settings: ServerSettings, days: i64) -> Self {
        let requests = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&requests);
        let server = Server::start_with(settings, move |_| {
            count.fetch_add(1, Ordering::SeqCst);
            Response::text("hello\n").dated(date(days))
        });
        Self { server, requests }
    }

    /// Returns the URL, with the name `localhost`, or `[::1]` for a server on IPv6.
    pub fn url(&self) -> String {
        self.server.url()
    }

    pub fn port(&self) -> u16 {
        self.server.port()
    }

    /// Returns the number of answered requests.
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

/// Returns a date as the header `Date` has it (RFC 9110, section 5.6.7).
fn date(days: i64) -> String {
    let start = rcgen::date_time_ymd(1970, 1, 1);
    let offset = std::time::Duration::from_hours(days.unsigned_abs() * 24);
    let now = start + in_days(0);
    let date = if days < 0 { now - offset } else { now + offset };
    let (weekday, month) = (date.weekday().to_string(), date.month().to_string());
    format!(
        "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
        &weekday[..3],
        date.day(),
        &month[..3],
        date.year(),
        date.hour(),
        date.minute(),
        date.second(),
    )
}

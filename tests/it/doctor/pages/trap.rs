//! Texts that would act in a page if it did not escape them, and a server that they lead to.

use std::io::Write as _;
use std::net::TcpStream;
use std::sync::{Arc, Mutex, PoisonError};

use crate::tls_server::RawServer;

/// Stands for the name of the field and the URL of the server.
const TEXTS: [&str; 14] = [
    "<script src='URL/FIELD'></script>",
    "<img src=URL/FIELD onerror=hacked=1>",
    "</style></title><svg onload=hacked=1>FIELD",
    "\"onmouseover=\"hacked=1\"style=\"color:red\"FIELD",
    "'autofocus onfocus='hacked=1' FIELD",
    "<meta http-equiv=refresh content=0;url=URL/FIELD>",
    "<base href=URL/FIELD>",
    "<a href=javascript:hacked=1>FIELD</a>",
    "<form action=URL/FIELD><button autofocus>",
    "<iframe src=URL/FIELD>",
    "--><![CDATA[<b>FIELD]]>",
    "&lt;b&gt;FIELD&amp;#60;",
    "}*{background:url(URL/FIELD)}",
    "{{ FIELD }}{% raw %}",
];

/// A server that counts its visitors, and may have a page.
pub struct Trap {
    server: RawServer,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    page: Vec<u8>,
    requests: Vec<String>,
}

impl Trap {
    pub fn new() -> Self {
        let state = Arc::<Mutex<State>>::default();
        let shared = Arc::clone(&state);
        let server = RawServer::start(move |stream| answer(stream, &shared));
        Self { server, state }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.server.port())
    }

    /// Returns all hostile texts for a field.
    pub fn texts(&self, field: &str) -> Vec<String> {
        let text = |text: &str| text.replace("URL", &self.url()).replace("FIELD", field);
        TEXTS.map(text).to_vec()
    }

    /// Returns a hostile text for a field.
    pub fn text(&self, field: &str, number: usize) -> String {
        self.texts(field).swap_remove(number % TEXTS.len())
    }

    /// Serves a page at `/`, with a policy that is stricter than its own.
    pub fn serve(&self, page: Vec<u8>) {
        lock(&self.state).page = page;
    }

    /// Returns the requests for anything but the page.
    pub fn requests(&self) -> Vec<String> {
        let mut requests = lock(&self.state).requests.clone();
        requests.retain(|request| request != "/");
        requests
    }
}

fn lock(state: &Mutex<State>) -> std::sync::MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn answer(stream: &mut TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let mut start = [0; 4096];
    let length = std::io::Read::read(stream, &mut start)?;
    let start = String::from_utf8_lossy(&start[..length]).into_owned();
    let path = start.split(' ').nth(1).unwrap_or_default();
    let mut state = lock(state);
    state.requests.push(path.to_owned());
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; sandbox\r\n\
         Connection: close\r\n\r\n",
        state.page.len()
    )?;
    stream.write_all(&state.page)
}

//! The part of HTTP/1.1 and of its forms that the clients use.

use std::io::{self, BufRead, BufReader, Read, Write};

use serde_json::Value;

pub struct Request {
    pub method: String,
    pub path: String,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn read(stream: &mut BufReader<impl Read + Write>) -> io::Result<Self> {
        let start = read_line(stream)?;
        let mut words = start.split(' ').map(str::to_owned);
        let (method, path) = words
            .next()
            .zip(words.next())
            .ok_or(io::ErrorKind::InvalidData)?;
        let mut request = Self {
            method,
            path,
            headers: read_headers(stream)?,
            body: Vec::new(),
        };
        if request.header("expect") == Some("100-continue") {
            // Without an answer to `Expect: 100-continue` the client waits for a second.
            let stream = stream.get_mut();
            stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
            stream.flush()?;
        }
        request.body = match (
            request.header("transfer-encoding"),
            request.header("content-length"),
        ) {
            (Some("chunked"), _) => read_chunks(stream)?,
            (_, Some(length)) => read_bytes(stream, length.parse().map_err(io::Error::other)?)?,
            _ => Vec::new(),
        };
        if request.header("content-encoding") == Some("aws-chunked") {
            // S3 clients send chunks with a checksum inside the body, whatever the transfer
            // encoding.
            request.body = read_chunks(&mut request.body.as_slice())?;
        }
        Ok(request)
    }

    /// Returns the path of the request, without a query.
    pub fn page(&self) -> &str {
        self.path
            .split_once('?')
            .map_or(&*self.path, |(page, _)| page)
    }

    /// Returns the key of a client that opens a WebSocket.
    pub fn socket_key(&self) -> Option<&str> {
        self.header("sec-websocket-key")
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Returns a field of an `application/x-www-form-urlencoded` body, still encoded.
    pub fn form_field(&self, name: &str) -> Option<&str> {
        let fields = str::from_utf8(&self.body).ok()?.split('&');
        fields
            .filter_map(|field| field.split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }

    /// Returns the name and content of the one file in a `multipart/form-data` body.
    pub fn form_file(&self) -> Option<(String, &[u8])> {
        let (_, boundary) = self.header("content-type")?.split_once("boundary=")?;
        let (_, rest) = split_once(&self.body, b"filename=\"")?;
        let (name, rest) = split_once(rest, b"\"")?;
        let (_, rest) = split_once(rest, b"\r\n\r\n")?;
        let (bytes, _) = split_once(rest, format!("\r\n--{boundary}").as_bytes())?;
        Some((String::from_utf8_lossy(name).into_owned(), bytes))
    }
}

fn read_headers(stream: &mut impl BufRead) -> io::Result<Vec<(String, String)>> {
    let mut headers = Vec::new();
    loop {
        let line = read_line(stream)?;
        if line.is_empty() {
            return Ok(headers);
        }
        let (name, value) = line.split_once(':').ok_or(io::ErrorKind::InvalidData)?;
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
}

fn read_chunks(stream: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let size = usize::from_str_radix(&read_line(stream)?, 16).map_err(io::Error::other)?;
        if size == 0 {
            // Trailer fields after the last chunk look like headers.
            read_headers(stream)?;
            return Ok(body);
        }
        body.extend(read_bytes(stream, size)?);
        read_line(stream)?;
    }
}

fn read_bytes(stream: &mut impl BufRead, count: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; count];
    stream.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn read_line(stream: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    stream.read_line(&mut line)?;
    // A message never ends where a line is read, so the connection was closed too early.
    line.strip_suffix("\r\n")
        .map(str::to_owned)
        .ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}

/// Decodes percent escapes up to the first invalid one.
pub fn percent_decoded(text: &str) -> String {
    let mut bytes = text.bytes();
    let decoded = std::iter::from_fn(|| match bytes.next()? {
        b'+' => Some(b' '),
        b'%' => u8::from_str_radix(str::from_utf8(&[bytes.next()?, bytes.next()?]).ok()?, 16).ok(),
        plain => Some(plain),
    });
    String::from_utf8_lossy(&decoded.collect::<Vec<_>>()).into_owned()
}

fn split_once<'a>(bytes: &'a [u8], separator: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let start = bytes
        .windows(separator.len())
        .position(|window| window == separator)?;
    Some((&bytes[..start], &bytes[start + separator.len()..]))
}

pub struct Response {
    status: &'static str,
    content_type: &'static str,
    /// The identifier that a storage gives to a stored file.
    etag: Option<usize>,
    /// The answer to the key of a WebSocket.
    accepted: Option<String>,
    date: Option<String>,
    body: Vec<u8>,
}

impl Response {
    pub fn text(body: &str) -> Self {
        Self {
            status: "200 OK",
            content_type: "text/plain; charset=utf-8",
            etag: None,
            accepted: None,
            date: None,
            body: body.into(),
        }
    }

    /// Opens a WebSocket, sends a text of less than 126 bytes and closes it (RFC 6455).
    pub fn socket(key: &str, text: &str) -> Self {
        use base64::Engine as _;
        use sha1::Digest as _;
        let digest = sha1::Sha1::digest(format!("{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
        let length = u8::try_from(text.len()).expect("a short text");
        Self {
            accepted: Some(base64::prelude::BASE64_STANDARD.encode(digest)),
            body: [&[0x81, length], text.as_bytes(), &[0x88, 0]].concat(),
            ..Self::text("")
        }
    }

    pub fn json(body: &Value) -> Self {
        Self {
            content_type: "application/json",
            body: body.to_string().into(),
            ..Self::text("")
        }
    }

    pub fn page(body: Vec<u8>) -> Self {
        Self {
            content_type: "text/html",
            ..Self::file(body)
        }
    }

    pub fn file(body: Vec<u8>) -> Self {
        Self {
            content_type: "application/octet-stream",
            body,
            ..Self::text("")
        }
    }

    /// Adds the header `Date`.
    pub fn dated(self, date: String) -> Self {
        Self {
            date: Some(date),
            ..self
        }
    }

    pub fn kept(number: usize) -> Self {
        Self {
            etag: Some(number),
            ..Self::text("")
        }
    }

    pub fn not_found() -> Self {
        Self {
            status: "404 Not Found",
            ..Self::text("not found\n")
        }
    }

    pub fn write(&self, stream: &mut impl Write, head_only: bool) -> io::Result<()> {
        let Self {
            status,
            content_type,
            etag,
            accepted,
            date,
            body,
        } = self;
        if let Some(accepted) = accepted {
            write!(
                stream,
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                 Sec-WebSocket-Accept: {accepted}\r\n\r\n"
            )?;
            return stream.write_all(body);
        }
        let length = body.len();
        write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n"
        )?;
        if let Some(number) = etag {
            write!(stream, "ETag: \"{number}\"\r\n")?;
        }
        if let Some(date) = date {
            write!(stream, "Date: {date}\r\n")?;
        }
        stream.write_all(b"Connection: close\r\n\r\n")?;
        stream.write_all(if head_only { b"" } else { body })
    }
}

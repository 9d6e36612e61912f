//! A small Flow Production Tracking site on loopback, with a certificate of a private CA.
//!
//! It answers the requests with which `shotgun_api3` publishes a file: records over JSON, and a
//! thumbnail sent either to the site itself or, as Autodesk's hosted sites have it, to a storage
//! that has a certificate of its own.

mod authority;
mod der;
mod files;
mod hello;
mod http;
mod identity;
mod keys;
mod openssl;
mod proxy;
mod raw;
mod selftest;
mod server;
mod settings;
mod storage;
mod web;

use std::sync::Arc;

use serde_json::{Value, json};

pub use authority::{Authority, Lack, unknown_critical_extension};
pub use files::Files;
use http::{Request, Response, percent_decoded};
pub use identity::Identity;
pub use keys::{Digest, Key};
pub use openssl::OpenSslServer;
pub use proxy::Proxy;
pub use raw::RawServer;
use server::Server;
pub use settings::ServerSettings;
use storage::Records;
pub use storage::{Storage, Upload};
pub use web::WebServer;

/// A site on loopback, until it is dropped.
pub struct Site {
    server: Server,
    // Only its `Drop` matters.
    _storage: Option<Storage>,
    records: Arc<Records>,
}

impl Site {
    /// Starts a site that receives uploads itself.
    pub fn start(authority: &Authority) -> Self {
        Self::start_as(authority.issue())
    }

    /// Starts a site with this certificate, signed by any CA.
    pub fn start_as(identity: Identity) -> Self {
        Self::open(identity, None, Arc::default())
    }

    /// Starts a site that redirects uploads to a storage whose certificate another CA signed, as
    /// with Amazon's S3.
    pub fn start_with_s3(site: &Authority, storage: &Authority) -> Self {
        let records = Arc::<Records>::default();
        let storage = Storage::start_with(storage, Arc::clone(&records));
        Self::open(site.issue(), Some(storage), records)
    }

    fn open(identity: Identity, storage: Option<Storage>, records: Arc<Records>) -> Self {
        let desk = Desk {
            storage_url: storage.as_ref().map(Storage::url),
            records: Arc::clone(&records),
        };
        let server = Server::start(identity, move |request| desk.answer(request));
        Self {
            server,
            _storage: storage,
            records,
        }
    }

    pub fn url(&self) -> String {
        self.server.url()
    }

    /// Adds a record that exists before any client connects.
    pub fn hold(&self, mut record: Value) {
        let mut records = self.records.created();
        record["id"] = json!(records.len() + 1);
        records.push(record);
    }

    /// Returns the records that clients created, each with its `type` and `id`.
    pub fn created(&self) -> Vec<Value> {
        self.records.created().clone()
    }

    /// Returns the files that the site or its storage received.
    pub fn uploads(&self) -> Vec<Upload> {
        self.records.uploads().clone()
    }
}

/// The handler of requests.
struct Desk {
    storage_url: Option<String>,
    records: Arc<Records>,
}

impl Desk {
    fn answer(&self, request: &Request) -> Response {
        if let Some(key) = request.socket_key() {
            return Response::socket(key, "hello\n");
        }
        match (request.method.as_str(), request.path.as_str()) {
            ("GET" | "HEAD", "/") => Response::text("hello\n"),
            // The answer of an AYON server to an anonymous request, and to one with a token.
            ("GET", "/api/info") => Response::json(&json!({ "version": "1.13.0" })),
            ("GET", "/api/users/me") => Response::json(&json!({ "name": "publisher" })),
            ("POST", "/api3/json") => Response::json(&self.call(&request.body)),
            ("POST", "/upload/publish_thumbnail") => upload_result(self.take_file(request)),
            ("POST", "/upload/api_get_upload_link_info") => upload_result(self.offer_link(request)),
            ("POST", "/upload/api_link_file") => upload_result(self.attach(request)),
            _ => Response::not_found(),
        }
    }

    /// Answers one remote call: `params` holds the credentials, then the arguments; `info` has
    /// neither.
    fn call(&self, body: &[u8]) -> Value {
        let call: Value = serde_json::from_slice(body).unwrap_or_default();
        let params = &call["params"][1];
        match call["method_name"].as_str() {
            Some("info") => self.info(),
            Some("create") => json!({ "results": self.create(params) }),
            Some("read") => json!({ "results": self.read(params) }),
            Some("get_session_token") => json!({ "results": { "session_id": "token" } }),
            _ => json!({ "exception": true, "message": "no such method" }),
        }
    }

    fn info(&self) -> Value {
        json!({
            "version": [8, 50, 0],
            "s3_direct_uploads_enabled": self.storage_url.is_some(),
            "s3_enabled_upload_types": { "PublishedFile": "*" },
        })
    }

    fn create(&self, params: &Value) -> Value {
        let mut created = self.records.created();
        let mut record = json!({ "type": params["type"], "id": created.len() + 1 });
        for field in params["fields"].as_array().into_iter().flatten() {
            record[field["field_name"].as_str().unwrap_or_default()] = field["value"].clone();
        }
        created.push(record.clone());
        record
    }

    fn read(&self, params: &Value) -> Value {
        let mut entities = self.records.created().clone();
        entities
            .retain(|entity| entity["type"] == params["type"] && fits(entity, &params["filters"]));
        json!({ "entities": entities, "paging_info": { "has_next_page": false } })
    }

    /// Receives an upload directly.
    fn take_file(&self, request: &Request) -> Option<String> {
        let (file_name, bytes) = request.form_file()?;
        let attachment = self.records.keep(&request.path, file_name, bytes);
        Some(format!(":{attachment}"))
    }

    /// Starts an upload to the storage: returns its URL, and three lines that the client sends back
    /// later: a time, the type, and an id that only large files need.
    fn offer_link(&self, request: &Request) -> Option<String> {
        let storage = self.storage_url.as_ref()?;
        // A form encodes a space as a plus, a path does not.
        let file_name = request.form_field("filename")?.replace('+', "%20");
        let upload_type = request.form_field("upload_type")?;
        let key = self.records.uploads().len() + 1;
        Some(format!(
            "\n{storage}/{key}/{file_name}\n2026-01-01T00:00:00Z\n{upload_type}\n"
        ))
    }

    /// Ends an upload to the storage: the client sends back what it received at the start.
    fn attach(&self, request: &Request) -> Option<String> {
        let offer = percent_decoded(request.form_field("upload_link_info")?);
        let link = offer.lines().nth(1)?;
        let path = link.strip_prefix(self.storage_url.as_ref()?)?;
        let uploads = self.records.uploads();
        let attachment = uploads.iter().position(|upload| upload.path == path)? + 1;
        Some(format!(":{attachment}"))
    }
}

/// Filters records; every condition is treated as `is`, and all must match.
fn fits(entity: &Value, filters: &Value) -> bool {
    let mut conditions = filters["conditions"].as_array().into_iter().flatten();
    conditions.all(|condition| {
        let field = condition["path"].as_str().unwrap_or_default();
        entity[field] == condition["values"][0]
    })
}

/// Writes an answer of the upload pages in lines: 1 and the data for the next step, or 0 and a
/// reason.
fn upload_result(success: Option<String>) -> Response {
    let result = success.map_or("0:not understood".to_owned(), |next| format!("1{next}"));
    Response::text(&format!("{result}\n"))
}

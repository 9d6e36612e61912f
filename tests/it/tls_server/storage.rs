//! A storage that receives files as Amazon's S3 and as Qiniu do.

use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value, json};

use super::authority::Authority;
use super::http::{Request, Response, percent_decoded};
use super::server::Server;

/// A storage on loopback, until it is dropped.
pub struct Storage {
    server: Server,
    records: Arc<Records>,
}

/// A file that a client sent.
#[derive(Clone, Debug)]
pub struct Upload {
    pub path: String,
    pub file_name: String,
    pub bytes: Vec<u8>,
}

/// The records and files of a site and its storage.
#[derive(Default)]
pub struct Records {
    created: Mutex<Vec<Value>>,
    uploads: Mutex<Vec<Upload>>,
}

impl Storage {
    pub fn start(authority: &Authority) -> Self {
        Self::start_with(authority, Arc::default())
    }

    /// Starts the storage of a site, which shares its files.
    pub fn start_with(authority: &Authority, records: Arc<Records>) -> Self {
        let shelf = Arc::clone(&records);
        let server = Server::start(authority.issue(), move |request| shelf.answer(request));
        Self { server, records }
    }

    pub fn url(&self) -> String {
        self.server.url()
    }

    /// Returns the received files.
    pub fn uploads(&self) -> Vec<Upload> {
        self.records.uploads().clone()
    }
}

impl Records {
    pub fn created(&self) -> MutexGuard<'_, Vec<Value>> {
        self.created.lock().expect("no answer panics")
    }

    pub fn uploads(&self) -> MutexGuard<'_, Vec<Upload>> {
        self.uploads.lock().expect("no answer panics")
    }

    /// Stores a file and numbers it, as a site numbers its attachments.
    pub fn keep(&self, path: &str, file_name: String, bytes: &[u8]) -> usize {
        let mut uploads = self.uploads();
        uploads.push(Upload {
            path: path.to_owned(),
            file_name,
            bytes: bytes.to_vec(),
        });
        uploads.len()
    }

    /// Accepts a file from every client that has the URL (S3) or sends a form (Qiniu).
    fn answer(&self, request: &Request) -> Response {
        match (request.method.as_str(), request.page().rsplit_once('/')) {
            ("PUT", Some((_, file_name))) => {
                let file_name = percent_decoded(file_name);
                Response::kept(self.keep(&request.path, file_name, &request.body))
            }
            ("POST", Some(("", ""))) => {
                let Some((file_name, bytes)) = request.form_file() else {
                    return Response::not_found();
                };
                self.keep(&request.path, file_name.clone(), bytes);
                Response::json(&json!({ "key": file_name }))
            }
            _ => Response::not_found(),
        }
    }
}

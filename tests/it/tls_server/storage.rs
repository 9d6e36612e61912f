//! Where files are put: a storage that takes them as Amazon's S3 does and as Qiniu's does, and what it keeps.

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

/// A file that a client has sent.
#[derive(Clone, Debug)]
pub struct Upload {
    pub path: String,
    pub file_name: String,
    pub bytes: Vec<u8>,
}

/// What a site and its storage keep.
#[derive(Default)]
pub struct Records {
    created: Mutex<Vec<Value>>,
    uploads: Mutex<Vec<Upload>>,
}

impl Storage {
    pub fn start(authority: &Authority) -> Self {
        Self::start_with(authority, Arc::default())
    }

    /// The storage of a site, which knows what is in it.
    pub fn start_with(authority: &Authority, records: Arc<Records>) -> Self {
        let shelf = Arc::clone(&records);
        let server = Server::start(authority.issue(), move |request| shelf.answer(request));
        Self { server, records }
    }

    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The files that have arrived.
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

    /// Keeps a file and numbers it, as a site numbers its attachments.
    pub fn keep(&self, path: &str, file_name: String, bytes: &[u8]) -> usize {
        let mut uploads = self.uploads();
        uploads.push(Upload {
            path: path.to_owned(),
            file_name,
            bytes: bytes.to_vec(),
        });
        uploads.len()
    }

    /// Whoever has the link may put the file there (S3), and whoever sends a form (Qiniu).
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

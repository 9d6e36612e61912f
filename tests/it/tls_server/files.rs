//! A directory over HTTPS: a package index, or a repository that git can clone.

use std::fs;
use std::path::{Path, PathBuf};

use super::authority::Authority;
use super::http::{Request, Response};
use super::server::Server;

/// A server of files on loopback, until it is dropped.
pub struct Files(Server);

impl Files {
    pub fn start(authority: &Authority, dir: PathBuf) -> Self {
        Self(Server::start(authority.issue(), move |request| {
            answer(&dir, request)
        }))
    }

    pub fn url(&self) -> String {
        self.0.url()
    }
}

fn answer(dir: &Path, request: &Request) -> Response {
    let path = dir.join(request.page().trim_start_matches('/'));
    if let Ok(page) = fs::read(path.join("index.html")) {
        return Response::page(page);
    }
    fs::read(path).map_or_else(|_| Response::not_found(), Response::file)
}

//! What running processes use: the files that their environments name, and those that they have
//! open.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use memchr::memmem;

/// Returns those of `names` that a running process uses: in its environment, as an open file, or
/// mapped. Each name is part of a path, so the directory may be reached by another one.
///
/// Processes whose data this user may not read are skipped, and systems without `/proc` have none.
pub fn names_in_use(names: &BTreeSet<String>) -> BTreeSet<String> {
    let mut search = Search {
        left: names.clone(),
        found: BTreeSet::new(),
    };
    for process in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let is_process = (process.file_name().as_bytes().iter()).all(u8::is_ascii_digit);
        if is_process && !search.left.is_empty() {
            search.process(&process.path());
        }
    }
    search.found
}

struct Search {
    left: BTreeSet<String>,
    found: BTreeSet<String>,
}

impl Search {
    /// Searches what one process uses. It may end at any moment.
    fn process(&mut self, process: &Path) {
        self.file(&process.join("environ"), 0);
        self.file(&process.join("maps"), b'\n');
        for file in fs::read_dir(process.join("fd"))
            .into_iter()
            .flatten()
            .flatten()
        {
            if let Ok(target) = fs::read_link(file.path()) {
                self.text(target.as_os_str().as_bytes());
            }
        }
    }

    /// Searches a file whose parts end in `delimiter`.
    fn file(&mut self, path: &Path, delimiter: u8) {
        let Ok(file) = fs::File::open(path) else {
            return;
        };
        for part in BufReader::new(file).split(delimiter) {
            let Ok(part) = part else {
                return;
            };
            self.text(&part);
        }
    }

    fn text(&mut self, text: &[u8]) {
        let is_in = |name: &str| memmem::find(text, name.as_bytes()).is_some();
        self.found
            .extend(self.left.extract_if(.., |name| is_in(name)));
    }
}

//! `bundle-location`.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::time::{Duration, Instant};

use super::without_certificates;
use crate::bundle::cache::{Cache, NotUsed};
use crate::bundle::{Bundle, NotBuilt};
use crate::doctor::{Finding, Id, Subject};
use crate::os;
use crate::shell::own_cache_command;

/// The longest time in which a local disk gives a bundle. Each new TLS context reads it again.
const SLOW: Duration = Duration::from_millis(50);

/// `bundle-location`.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let Some(certificates) = &subject.certificates else {
        return without_certificates(Id::BundleLocation);
    };
    let bundle = match (&certificates.bundle, &certificates.error) {
        (Ok(bundle), _) => bundle,
        (Err(NotBuilt::NotStored { .. }), Some(error)) => {
            return vec![Finding::of_error(Id::BundleLocation, error)];
        }
        (Err(_), _) => return vec![Finding::skipped(Id::BundleLocation, "there is no bundle")],
    };
    let mut found: Vec<Finding> = passed_over(subject, bundle).into_iter().collect();
    found.extend(slow(&bundle.path));
    found.extend(unreadable_path(&bundle.path, os::NEEDS_ASCII_PATHS));
    if found.is_empty() {
        found.extend(note(&bundle.path));
    }
    found
}

/// Returns a warning if the cache directories that a launch prefers to that of the bundle are not
/// used.
fn passed_over(subject: &Subject, bundle: &Bundle) -> Option<Finding> {
    let caches = &subject.dirs.caches;
    let used = Cache::root_of(&bundle.path);
    let mut not_used: Vec<NotUsed> = Vec::new();
    for dir in caches.iter() {
        let is_used = used == Some(&*dir);
        // A fresh bundle in a directory without write access is what an administrator intended.
        if !is_used || bundle.built.is_some() {
            let cache = Cache::of_caches(caches, &dir);
            // A disk may be full for a bundle, but not for a small file.
            let has_room = cache.and_then(|cache| {
                if is_used {
                    return Ok(());
                }
                cache.check_room_for(&bundle.path)
            });
            not_used.extend(has_room.err());
        }
        if is_used {
            break;
        }
    }
    let (first, others) = not_used.split_first()?;
    let effect = if used == Some(&*first.root) {
        "no record can be written, so each launch reads all certificates again".to_owned()
    } else {
        let place = bundle.path.parent().unwrap_or(&bundle.path).display();
        format!("the bundle is in {place}, which other machines do not see and a restart may empty")
    };
    let sentence = format!("sglaunch does not use its cache directory {first}");
    let found = Finding::warning(Id::BundleLocation, sentence).detail(effect);
    let others = others.iter().map(|one| format!("not used either: {one}"));
    let found = others.fold(found, Finding::detail);
    Some(found.remedy(first.hint(caches)))
}

fn slow(bundle: &Path) -> Option<Finding> {
    slow_by(&reading_times(bundle, SLOW), bundle)
}

/// Returns the times of reading a bundle: once if that is quick, else three times, because a busy
/// machine can delay a single one.
fn reading_times(bundle: &Path, limit: Duration) -> Vec<Duration> {
    let mut times = Vec::new();
    while times.len() < 3 {
        let begun = Instant::now();
        if read_like_openssl(bundle).is_err() {
            return Vec::new();
        }
        times.push(begun.elapsed());
        if times.last().is_some_and(|time| *time <= limit) {
            break;
        }
    }
    times
}

/// Reads a file in the blocks of C's standard input and output, on which OpenSSL's BIO reads lines.
fn read_like_openssl(path: &Path) -> io::Result<()> {
    let mut file = File::open(path)?;
    let mut block = [0; 4096];
    while file.read(&mut block)? > 0 {}
    Ok(())
}

fn slow_by(times: &[Duration], bundle: &Path) -> Option<Finding> {
    let time = times.iter().min().filter(|time| **time > SLOW)?;
    let sentence = format!(
        "reading the bundle takes {} ms, and each client reads it at its first connection",
        time.as_millis()
    );
    let file_system = os::remote_file_system(bundle);
    let place = match file_system {
        Some(name) => format!("{} is on a network file system ({name})", bundle.display()),
        None => format!("the bundle is {}", bundle.display()),
    };
    Some(
        Finding::warning(Id::BundleLocation, sentence)
            .detail(place)
            .detail("a local disk takes less than 1 ms; Python on Windows and Nuke wait many times as long as this")
            .remedy("move the cache to a local disk that only you can write to: set SGLAUNCH_CACHE_DIR for every launch")
            .command(own_cache_command()),
    )
}

/// Returns a failure if programs cannot open a path that is not ASCII.
fn unreadable_path(bundle: &Path, needs_ascii: bool) -> Option<Finding> {
    let is_readable = !needs_ascii || bundle.as_os_str().is_ascii();
    (!is_readable).then(|| {
        let sentence = "the path of the bundle has characters other than ASCII";
        Finding::warning(Id::BundleLocation, sentence)
            .detail(format!("the bundle is {}", bundle.display()))
            .detail("OpenSSL 1.0 and Python 2.7 do not find it, and trust nothing")
            .remedy("set SGLAUNCH_CACHE_DIR to a directory with ASCII characters only")
            .command(own_cache_command())
    })
}

/// Returns a note about a cache on a network file system that is quick enough.
fn note(bundle: &Path) -> Option<Finding> {
    let name = os::remote_file_system(bundle)?;
    let passed = "the bundle is in a fast and safe directory";
    let detail = format!("it is on a network file system ({name}), which is fast enough now");
    Some(Finding::passed(Id::BundleLocation, passed).detail(detail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Status;

    const SLOWER: Duration = Duration::from_millis(60);

    #[test]
    fn only_a_share_that_is_slow_each_time_is_slow() {
        let path = Path::new("/srv/bundles/a.pem");
        let quick = Duration::from_millis(1);
        assert_eq!(slow_by(&[], path), None);
        assert_eq!(slow_by(&[quick], path), None);
        assert_eq!(slow_by(&[SLOWER, SLOWER, quick], path), None);
        let found = slow_by(&[SLOWER * 2, SLOWER, SLOWER * 3], path).unwrap();
        assert_eq!(found.status, Status::Warning);
        assert!(found.message.contains("takes 60 ms"), "{found:?}");
    }

    #[test]
    fn a_file_is_read_again_only_if_the_first_time_was_slow() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), vec![b'a'; 10_000]).unwrap();
        assert_eq!(reading_times(file.path(), SLOW * 100).len(), 1);
        assert_eq!(reading_times(file.path(), Duration::ZERO).len(), 3);
        assert_eq!(reading_times(Path::new("/nowhere"), SLOW).len(), 0);
    }

    #[test]
    fn a_path_must_be_ascii_only_where_programs_cannot_open_others() {
        let path = Path::new("C:/Users/김민수/AppData/Local/sglaunch/bundles/a.pem");
        assert_eq!(unreadable_path(path, false), None);
        assert!(unreadable_path(path, true).is_some());
        assert_eq!(unreadable_path(Path::new("C:/sglaunch/a.pem"), true), None);
    }
}

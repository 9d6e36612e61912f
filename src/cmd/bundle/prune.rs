//! `bundle prune`: removes bundles that no launch uses any more.

use std::io;
use std::time::SystemTime;

use crate::bundle::cache::Cache;
use crate::bundle::prune::{Pruned, prune};
use crate::cmd::{Context, counted};
use crate::error::{Error, Location, Result};
use crate::launch::hook;

pub fn run(context: &Context) -> Result<u8> {
    let now = SystemTime::now();
    let (mut bundles, mut bytes) = (0, 0);
    for dir in context.dirs.caches.iter() {
        let cache = Cache::open(&dir).map_err(|obstacle| {
            Error::new(format!("cannot prune the cache: {obstacle}"))
                .hint(obstacle.hint(&context.dirs.caches))
        })?;
        let pruned = prune_all(&cache, now).map_err(|error| {
            Error::new(format!("cannot prune the cache: {error}")).at(Location::file(&*dir))
        })?;
        bundles += pruned.bundles;
        bytes += pruned.bytes;
    }
    context.ui.print(format!(
        "{} removed, {} KiB\n",
        counted(bundles, "bundle"),
        bytes / 1024
    ))?;
    Ok(0)
}

fn prune_all(cache: &Cache, now: SystemTime) -> io::Result<Pruned> {
    let pruned = prune(cache, now)?;
    hook::prune(cache, now)?;
    Ok(pruned)
}

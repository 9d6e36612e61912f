//! `bundle prune`: removes bundles that no launch uses any more.

use std::path::Path;

use crate::bundle::cache::Cache;
use crate::bundle::prune::{NotPruned, Pruned, Sweep, prune};
use crate::certs::{Problem, Source};
use crate::cmd::Context;
use crate::error::{Error, Exit, Result, counted};
use crate::launch::hook;

pub fn run(context: &Context) -> Result<u8> {
    let mut code = 0;
    let (mut bundles, mut bytes) = (0, 0);
    for dir in context.dirs.caches.iter() {
        if let Err(not_used) = Cache::open_to_change(&dir) {
            let message = format!("{not_used}, so it is not pruned");
            context.ui.warn(&Problem::new(Source::Cache, message));
            continue;
        }
        match prune_all(&dir) {
            Ok(pruned) => {
                bundles += pruned.bundles;
                bytes += pruned.bytes;
            }
            Err(reason) => {
                let error = Error::new(reason.to_string());
                context.ui.error(&match reason.hint() {
                    Some(hint) => error.hint(hint),
                    None => error,
                });
                code = Exit::Failed.code();
            }
        }
    }
    context.ui.print(format!(
        "{} removed, {} KiB\n",
        counted(bundles, "bundle"),
        bytes / 1024
    ))?;
    Ok(code)
}

fn prune_all(dir: &Path) -> Result<Pruned, NotPruned> {
    let Some(sweep) = Sweep::open(dir)? else {
        return Ok(Pruned::default());
    };
    let pruned = prune(&sweep)?;
    hook::prune(&sweep)?;
    Ok(pruned)
}

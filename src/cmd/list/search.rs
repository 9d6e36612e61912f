//! Program searches with a time limit: a directory on a mount that does not answer must not hang
//! `list`.

use std::path::PathBuf;
use std::time::Duration;

use crate::cmd::Context;
use crate::dirs::Dirs;
use crate::env::Env;
use crate::os::threads;
use crate::program::SearchContext;

/// Time after which a search counts as one that hangs. An automounter that mounts needs less.
pub const LIMIT: Duration = Duration::from_secs(5);

/// The text in place of a program if the search has exceeded its limit.
pub const NO_ANSWER: &str = "did not answer within 5 s";

/// The inputs of program searches, owned, because a thread with a search that hangs outlives the
/// command.
struct OwnedSearchContext {
    env: Env,
    dirs: Dirs,
    cwd: PathBuf,
    exe: PathBuf,
    is_shim: bool,
}

impl OwnedSearchContext {
    fn of(context: &Context) -> Self {
        Self {
            env: context.env.clone(),
            dirs: context.dirs.clone(),
            cwd: context.cwd.clone(),
            exe: context.exe.clone(),
            is_shim: context.is_shim,
        }
    }

    fn context(&self) -> SearchContext<'_> {
        SearchContext {
            env: &self.env,
            home: self.dirs.home.as_deref(),
            root: &self.dirs.root,
            cwd: &self.cwd,
            exe: &self.exe,
            shims: self.dirs.shims.as_deref(),
            cache: self.dirs.caches.first(),
            called_in: None,
            is_shim: self.is_shim,
        }
    }
}

/// Searches for each item. The result is `None` for a search that did not end while no other search
/// ended for `limit`.
pub fn search_all<I: Send + Sync + 'static, T: Send + 'static>(
    context: &Context,
    items: Vec<I>,
    limit: Duration,
    search: impl Fn(&I, &SearchContext) -> T + Send + Sync + 'static,
) -> Vec<Option<T>> {
    let owned = OwnedSearchContext::of(context);
    let step = move |item: &I| search(item, &owned.context());
    (context.ui).with_progress("looking for programs", move || {
        threads::map_within(items, limit, step)
    })
}

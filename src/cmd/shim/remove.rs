//! `sglaunch shim remove`

use crate::cmd::Context;
use crate::desktop::shim::ShimDir;
use crate::error::{Error, Location, Result, alternatives, nearest, shorten, system_reason};

/// Removes all of the shims, or none if one does not exist.
pub fn run(context: &Context, shims: ShimDir, names: &[String]) -> Result<u8> {
    let known = shims.names();
    if let Some(unknown) = names.iter().find(|name| !known.contains(name)) {
        let error = Error::new(format!("there is no shim `{unknown}`"));
        let near = nearest(unknown, known.iter().map(String::as_str));
        return Err(error.hint(if near.is_empty() {
            "run `sglaunch shim list` to see the shims".to_owned()
        } else {
            format!("did you mean {}?", alternatives(&near))
        }));
    }
    for name in names {
        shims.remove(name).map_err(|error| {
            Error::new(format!(
                "cannot remove the shim `{name}`: {}",
                system_reason(&error)
            ))
            .at(Location::file(shims.shim(name)))
        })?;
        let path = shorten(&shims.shim(name), context.ui.home());
        context.ui.print(format!("removed: {path}\n"))?;
    }
    Ok(0)
}

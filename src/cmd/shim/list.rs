//! `sglaunch shim list`

use serde_json::{Value, json};

use super::is_on_path;
use super::row::ShimRow;
use super::shared::{self, Requirement};
use crate::cmd::Context;
use crate::desktop::shim::ShimDir;
use crate::error::Result;

/// Lists the shims and what each starts.
pub fn run(context: &Context, shims: ShimDir, json: bool) -> Result<u8> {
    let names = shims.names().into_iter();
    let rows: Vec<ShimRow> = names
        .map(|name| ShimRow::new(context, shims, name))
        .collect();
    let needs = if shims.is_shared {
        shared::needs(context, shims, &rows)?
    } else {
        Vec::new()
    };
    if json {
        let rows: Vec<Value> = rows.iter().map(ShimRow::json).collect();
        let mut document = json!({
            "schema": 1,
            "folder": shims.path.to_string_lossy(),
            "on_path": is_on_path(context, shims.path),
            "shims": rows,
        });
        if shims.is_shared {
            document["needs"] = needs.iter().map(Requirement::json).collect();
        }
        return context.print_json(&document).map(|()| 0);
    }
    let cells: Vec<Vec<String>> = rows.iter().map(|row| row.cells(context)).collect();
    let table = (context.ui).table(&["SHIM", "STARTS", "STATE"], &cells);
    context.ui.print(table)?;
    if !needs.is_empty() {
        context.ui.info(0, || "each machine needs:".to_owned());
    }
    for need in &needs {
        context.ui.info(0, || format!("- {}", need.text()));
    }
    Ok(0)
}

//! Reports which copy of Mozilla's list a bundle includes, and its age.

use serde_json::{Value, json};

use crate::certs::date;
use crate::cmd::Context;
use crate::stores::inputs::BundleInputs;
use crate::stores::mozilla::List;

/// Prints the age of Mozilla's list at this level, if the list is old. A launch without `-v`
/// does not print it, because an artist cannot change the list.
pub fn report_age(context: &Context, inputs: &BundleInputs, level: i8, now: i64) {
    if context.ui.is_shown(level)
        && let Some(age) = list_of(context, inputs).and_then(|list| list.age(now))
    {
        context.ui.info(level, || age);
    }
}

/// Returns a line about the file that replaces the compiled-in copy, if one does.
pub fn file_line(context: &Context, inputs: &BundleInputs) -> Option<String> {
    let list = list_of(context, inputs)?;
    let file = list.file?;
    let (file, date) = (file.display(), date(list.date));
    Some(format!("Mozilla's list is {file} ({date})"))
}

/// Returns the value of `mozilla_list` in JSON output.
pub fn list_json(context: &Context, inputs: &BundleInputs) -> Value {
    let list = list_of(context, inputs);
    list.map_or(Value::Null, |list| {
        let file = list.file.as_ref().map(|file| file.to_string_lossy());
        json!({"file": file, "date": date(list.date)})
    })
}

fn list_of(context: &Context, inputs: &BundleInputs) -> Option<List> {
    let list = inputs.mozilla.as_ref();
    list.map(|file| List::in_use(&context.dirs.root, file))
}

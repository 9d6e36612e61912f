//! Reads applications: shortcuts, and the icon of another program.

use std::path::Path;

use plist::{Dictionary, Value};

use super::{EXECUTABLE, EXECUTABLES, INFO, MARK, RESOURCES};
use crate::desktop::shortcut::InstalledShortcut;

/// Reads the shortcut in an application, if sglaunch made it.
pub fn read(path: &Path) -> Option<InstalledShortcut> {
    let info = read_info(path)?;
    let command = info.get(MARK)?.as_array()?;
    let command = command.iter().map(|arg| arg.as_string().map(str::to_owned));
    Some(InstalledShortcut {
        path: path.to_owned(),
        recorded: None,
        name: info.get("CFBundleName")?.as_string()?.to_owned(),
        command: command.collect::<Option<_>>()?,
    })
}

/// Returns the shortcut with this executable.
pub fn enclosing_app(program: &Path) -> Option<InstalledShortcut> {
    let app = program.ancestors().nth(3)?;
    (app.join(EXECUTABLES).join(EXECUTABLE) == program).then(|| read(app))?
}

/// Returns the icon of the application that contains a program.
pub fn icon_of(program: &Path) -> Option<String> {
    let is_app = |path: &&Path| path.extension().is_some_and(|extension| extension == "app");
    let app = program.ancestors().find(is_app)?;
    let info = read_info(app)?;
    let name = info.get("CFBundleIconFile")?.as_string()?;
    // The extension is optional, and the name can contain other dots.
    let names = [name.to_owned(), format!("{name}.icns")];
    let mut files = names.map(|name| app.join(RESOURCES).join(name)).into_iter();
    let is_icon = |file: &Path| {
        file.extension()
            .is_some_and(|extension| extension == "icns")
    };
    let file = files.find(|file| is_icon(file) && file.is_file())?;
    file.to_str().map(str::to_owned)
}

fn read_info(app: &Path) -> Option<Dictionary> {
    Value::from_file(app.join(INFO)).ok()?.into_dictionary()
}

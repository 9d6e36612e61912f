//! Flatpaks and snaps: `program::sandbox` has their permissions.

use super::super::call::Call;
use super::super::words::Word;
use super::Sandbox;
use crate::doctor::Subject;
use crate::program::sandbox::{Application, Place, flatpak, snap};

pub(super) fn find(subject: &Subject, call: &Call, place: &Place) -> Option<Sandbox> {
    let application = application(call)?;
    let (visibility, details) = match &application {
        Application::Flatpak(id) => {
            let env = subject.env_of_program();
            let dirs = flatpak::Installations::new(env, subject.home(), &subject.dirs.root);
            let own = flatpak::installation(&call.path);
            let args = call.arguments(&["flatpak"]).map(|(_, args)| args);
            let options = args.into_iter().flatten().filter_map(Word::text);
            let permissions = flatpak::Permissions::read(id, own, &dirs, options);
            (permissions.visibility(place), permissions.details())
        }
        Application::Snap(name) => {
            let confinement = snap::confinement(name, &subject.dirs.root);
            let details = match &confinement {
                Some(confinement) => format!("its confinement: {confinement}"),
                None => "its snap.yaml was not found, so its confinement is not known".to_owned(),
            };
            let visibility = snap::visibility(confinement.as_deref(), place);
            (visibility, vec![details])
        }
    };
    let (remedy, command) = application.remedy(place);
    Some(Sandbox {
        kind: application.to_string(),
        visibility,
        details,
        remedy: remedy.to_owned(),
        commands: vec![command],
    })
}

/// Returns the application that is started: by `flatpak run` or `snap run`, or by a file in the
/// directory of exported programs.
fn application(call: &Call) -> Option<Application> {
    let run = |tool: &str| {
        let (_, args) = call.arguments(&[tool])?;
        let words = args.iter().filter_map(Word::text);
        Some(words.skip_while(|word| *word != "run").skip(1))
    };
    if let Some(mut words) = run("flatpak") {
        // Options with a value have it behind an equals sign.
        let id = words.find(|word| !word.starts_with('-') && word.contains('.'));
        return id.map(|id| Application::Flatpak(id.to_owned()));
    }
    // A link to `snap` in another directory, as an alias.
    let is_snap = call.real.ends_with("bin/snap") && call.name() != "snap";
    let is_command = is_snap.then(|| Application::Snap(snap::of_command(&call.name())));
    is_command
        .or_else(|| Application::at(&call.path))
        .or_else(|| {
            let command = run("snap")?.find(|word| !word.starts_with('-'))?;
            Some(Application::Snap(snap::of_command(command)))
        })
}

//! Checks of `ca.variables`.

use super::Findings;
use crate::env::names::CA_FILE_VARIABLES;
use crate::error::{Error, cut, nearest};
use crate::profile::ca_variables::RawCaVariables;
use crate::profile::yaml::{self, Step, locate};
use crate::profile::{Profile, ProfileFile};

/// Warns of a list, and of names that no file sets. The errors of files that cannot be read are
/// reported elsewhere.
pub(super) fn check(profile: &Profile, findings: &mut Findings) {
    let mut set = Vec::from(CA_FILE_VARIABLES.map(str::to_owned));
    for file in &profile.files {
        let variables = yaml::parse(file).ok().and_then(|raw| raw.ca?.variables);
        match variables {
            Some(RawCaVariables::List(names)) => {
                findings.warnings.extend(list_warning(file, &names));
                set.extend(names);
            }
            Some(RawCaVariables::Map(map)) => {
                let names = map.0.into_iter().filter(|(_, is_set)| *is_set);
                set.extend(names.map(|(name, _)| name));
            }
            None => {}
        }
    }
    let unknown = profile.settings.ca.variables.left_out();
    let unknown = unknown.filter(|name| !set.iter().any(|known| known == &name.value));
    findings.warnings.extend(unknown.filter_map(|name| {
        profile.file_of(name).path.as_ref()?;
        let why = format!(
            "`ca.variables` leaves out `{}`, which no profile sets",
            cut(&name.value)
        );
        let hint = match nearest(&name.value, set.iter().map(String::as_str)).first() {
            None => "remove the entry".to_owned(),
            Some(near) => format!("did you mean `{near}`?"),
        };
        Some(profile.error_at(why, name).hint(hint))
    }));
}

/// Suggests a map to replace the list `ca.variables` of a file.
fn list_warning(file: &ProfileFile, names: &[String]) -> Option<Error> {
    file.path.as_ref()?;
    let mut map: Vec<String> = (names.iter().take(5))
        .map(|name| format!("{}: true", cut(name)))
        .collect();
    map.extend((names.len() > 5).then(|| "…".to_owned()));
    let map = map.join(", ");
    let why = "a list in `ca.variables` leaves out all other variables, and those of later \
               versions of sglaunch";
    let warning = Error::new(why).at(locate(file, &[Step::Key("ca"), Step::Key("variables")]));
    Some(warning.hint(format!(
        "write a map, which adds to them: `variables: {{{map}}}`"
    )))
}

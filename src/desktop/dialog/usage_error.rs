//! The error that a dialog shows for a command line that clap rejected.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::error::Error;

/// Converts an error of clap, without its usage text, which is of no use in a dialog.
pub fn from_clap(error: &clap::Error) -> Error {
    let tips = match error.get(ContextKind::Suggested) {
        Some(ContextValue::StyledStrs(tips)) => tips.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    };
    let tips = tips.into_iter().chain(similar(error));
    tips.fold(Error::new(sentence(error)), Error::note).hint(
        "create the shortcut again: `sglaunch shortcut add PROFILE`; `sglaunch --help` lists the options",
    )
}

/// Describes the error from its kind and context. clap formats them only together with the usage.
fn sentence(error: &clap::Error) -> String {
    let value = |kind| error.get(kind).map(ToString::to_string);
    if let Some(sentence) = value(ContextKind::Custom) {
        return sentence;
    }
    let argument = value(ContextKind::InvalidArg);
    let sentence = match error.kind() {
        ErrorKind::UnknownArgument => {
            argument.map(|argument| format!("unexpected argument '{argument}'"))
        }
        ErrorKind::InvalidSubcommand => {
            value(ContextKind::InvalidSubcommand).map(|name| format!("unknown command '{name}'"))
        }
        ErrorKind::MissingRequiredArgument => {
            argument.map(|missing| format!("missing arguments: {missing}"))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => argument
            .zip(value(ContextKind::InvalidValue))
            .map(|(argument, value)| format!("invalid value '{value}' for '{argument}'")),
        ErrorKind::ArgumentConflict => argument
            .zip(value(ContextKind::PriorArg))
            .map(|(argument, other)| format!("'{argument}' cannot be used with '{other}'")),
        _ => None,
    };
    let general = || error.kind().as_str().unwrap_or("invalid command line");
    sentence.unwrap_or_else(|| general().to_owned())
}

/// Returns suggestions of similar names.
fn similar(error: &clap::Error) -> Option<String> {
    let kinds = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    let name = kinds.into_iter().find_map(|kind| error.get(kind))?;
    Some(format!("did you mean '{name}'?"))
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;
    use crate::cli;

    fn rejected(line: &[&str]) -> Error {
        let args: Vec<OsString> = line.iter().map(OsString::from).collect();
        from_clap(&cli::parse(&args).expect_err("a wrong command line"))
    }

    #[test]
    fn an_error_of_clap_is_shown_without_its_usage() {
        for (line, sentence) in [
            (&["list", "--wibble"][..], "unexpected argument '--wibble'"),
            (&["show"], "missing arguments: <PROFILE[@VERSION]>"),
            (
                &["env", "maya", "--format", "x"],
                "invalid value 'x' for '--format <FORMAT>'",
            ),
            (&["bundle", "wibble"], "unknown command 'wibble'"),
            (&["-n"], "no program was given"),
        ] {
            let error = rejected(&[&["sglaunch"], line].concat());
            assert_eq!(error.sentence(), sentence);
            assert!(!error.render(None).contains("Usage"), "{line:?}");
        }
        let error = rejected(&["sglaunch", "list", "--windo"]).render(None);
        assert!(
            error.contains("\n  did you mean '--window'?\nhint: "),
            "{error}"
        );
    }
}

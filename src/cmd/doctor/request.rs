//! The arguments of `doctor`, checked.

use std::time::Duration;

use crate::cli::{DoctorArgs, Target};
use crate::cmd::Context;
use crate::doctor::site::Site;
use crate::doctor::{Id, Options, Subject};
use crate::error::{Error, Result, alternatives, cut, nearest};
use crate::profile::BASE;

/// A diagnosis to make.
pub struct Request<'a> {
    pub target: Target,
    checks: Vec<Id>,
    sites: Vec<Site>,
    args: &'a DoctorArgs,
}

impl<'a> Request<'a> {
    pub fn new(context: &Context, args: &'a DoctorArgs) -> Result<Self> {
        // The profile's text is cut at an `@`.
        let words = args
            .checks
            .iter()
            .cloned()
            .chain([args.profile.to_string()]);
        (words.into_iter()).try_for_each(|word| refuse_site(&word))?;
        let named = args.checks.iter().map(|name| named_check(name));
        let mut checks = named.collect::<Result<Vec<Id>>>()?;
        let mut target = args.profile.clone();
        // `doctor clock`: a check without a profile.
        let is_profile =
            |name: &str| context.layers.has(name) || context.resolve_name(name).is_ok();
        if let Some(id) = Id::named(&target.name).filter(|_| !is_profile(&target.name)) {
            checks.insert(0, id);
            target = BASE.into();
        }
        let sites = args.site.iter().map(|text| Site::parse(text));
        Ok(Self {
            target,
            checks,
            sites: sites.collect::<Result<_>>()?,
            args,
        })
    }

    /// Returns the options: without a site on the command line, the sites of the profile.
    pub fn options(self, subject: &Subject) -> Result<Options> {
        let profile = subject.profile.as_ref().ok();
        let mut sites = self.sites;
        if let (true, Some(profile)) = (sites.is_empty(), profile) {
            for written in &profile.settings.sites {
                let site = Site::parse(&written.value);
                sites.push(
                    site.map_err(|error| profile.error_at(error.sentence().to_owned(), written))?,
                );
            }
        }
        Ok(Options {
            checks: self.checks,
            sites,
            timeout: Duration::from_secs(self.args.timeout),
            python_timeout: Duration::from_secs(self.args.python_timeout),
            start_program: self.args.start_program,
            hides_hosts: self.args.redact_hosts,
        })
    }
}

/// Fails for a site in the place of a profile or a check, without repeating a password in it.
fn refuse_site(word: &str) -> Result<()> {
    if !word.contains("://") {
        return Ok(());
    }
    let without_login = word
        .rsplit_once('@')
        .map(|(_, rest)| format!("https://{rest}"));
    let hint = match Site::parse(without_login.as_deref().unwrap_or(word)) {
        Ok(site) => format!(
            "write it behind --site: `--site https://{}`",
            site.authority()
        ),
        Err(_) => "write `sglaunch doctor PROFILE --site URL`".to_owned(),
    };
    Err(Error::new("a site stands in the place of a profile or a check").hint(hint))
}

/// Returns the check of this name.
pub fn named_check(name: &str) -> Result<Id> {
    Id::named(name).ok_or_else(|| {
        let near = nearest(name, Id::ALL.iter().map(|id| id.name()));
        let hint = match &*near {
            [] => "run `sglaunch doctor --list-checks` to see the checks".to_owned(),
            near => format!("a check with a similar name exists: {}", alternatives(near)),
        };
        Error::new(format!("there is no check `{}`", cut(name))).hint(hint)
    })
}

//! The keys of a profile. This is their only list: see [`super::key`].

use super::ca_file::CaFile;
use super::ca_variables::CaVariables;
use super::constraint::{extension, https_url, menu_category, mime_type, not_empty, one_line};
use super::key::{
    Appended, ByVariable, Check, InFile, Invalid, Key, List, MergeContext, Nullable, Own, OwnFile,
    PerSystem, Scalar, Setting, Switch, keys, nullable,
};
use super::mozilla_list::MozillaList;
use super::{Alias, Candidate, Job, Template, VariableChange, Version, VersionFile};
use crate::certs::Fingerprint;

keys! {
    /// The start of one program, and the certificates that it trusts.
    pub struct Settings {
        /// One line for `sglaunch list`.
        pub description: Own<Scalar<String>>,

        /// The profile that this one adds to (default: `defaults`). The profile's own name stands
        /// for the layer below.
        pub(super) extends: OwnFile<String>,

        /// Candidates for the program, per operating system; the first that exists is started. A
        /// bare name is searched on PATH; `{version}` matches the installed versions.
        pub program: PerSystem<Candidate>,

        /// Other names of the profile: on the command line, of a shim, and of a program given by
        /// its path. `python{version}` is also `python3.11`.
        pub aliases: Own<List<Alias>>,

        /// Extensions of the program's own files, without the dot, for messages.
        pub extensions: Own<List<String>> where extension,

        /// The version to start if the command line has none, in quotes: "20.5" is the newest
        /// 20.5.x. Null takes an inherited version back.
        pub version: Nullable<Version> as "nullable",

        /// Files that show the version of a program whose path does not: the first that has one.
        pub version_files: List<VersionFile>,

        /// Arguments that come before those of the command line.
        pub args: List<Template>,

        /// Changes to the program's environment, by variable.
        pub env: ByVariable<VariableChange>,

        /// The certificates that the program trusts.
        pub ca: Ca,

        /// Content of desktop shortcuts that the program's own files do not define.
        pub shortcut: ShortcutSettings,

        /// What ends on Windows if sglaunch is ended: `tree` (the default) is everything that it
        /// has started, `program` only the program.
        pub job: Scalar<Job>,

        /// Sites that `sglaunch doctor` tests, as https URLs.
        pub sites: List<String> where https_url,
    }
}

keys! {
    /// The sources of certificates and the trust policy.
    pub struct Ca {
        /// Includes the operating system's store.
        pub native: Switch<true>,

        /// Includes Mozilla's list of root CAs, which is compiled in. A path names a PEM file with
        /// a newer list.
        pub mozilla: Scalar<MozillaList>,

        /// Includes the CA files and directories that the environment already names, and those
        /// that the settings of git, pip and AWS name.
        pub inherited: Switch<true>,

        /// Keeps expired certificates.
        pub keep_expired: Switch<false>,

        /// Makes Python's certifi return the bundle, for code that reads no variable.
        pub certifi: Switch<false>,

        /// Writes a key store with the same certificates for Java, and names it in
        /// `JAVA_TOOL_OPTIONS`.
        pub java: Switch<false>,

        /// PEM, DER or PKCS#7 files, or directories of them. A relative path starts at the
        /// profile's directory.
        pub files: Appended<CaFile>,

        /// SHA-256 or SHA-1 fingerprints of certificates that are never trusted.
        pub deny: Appended<Fingerprint>,

        /// Fingerprints of certificates that are trusted although the system distrusts them.
        /// `deny` still wins.
        pub allow: Appended<Fingerprint>,

        /// The variables that name the bundle: each with true, or with false if it keeps the
        /// caller's value. A list replaces the variables of the extended profiles, except for
        /// `SHOTGUN_API_CACERTS`, `SSL_CERT_FILE` and `REQUESTS_CA_BUNDLE`.
        pub variables: CaVariables,
    }
}

keys! {
    /// Content of desktop shortcuts.
    pub struct ShortcutSettings {
        /// The program's name in menus.
        pub name: Scalar<String> where one_line,

        /// Candidates for the icon file, per operating system; the first that exists is used. A
        /// relative path starts at the program's directory.
        pub icon: PerSystem<Template> where not_empty,

        /// Menu categories on Linux, as in `Graphics`.
        pub categories: List<String> where menu_category,

        /// MIME types of the files that the program opens on Linux, as in `application/x-blender`.
        pub mime_types: List<String> where mime_type,

        /// The class of the program's windows on Linux, by which a panel groups them.
        pub wm_class: Scalar<String> where one_line,

        /// Whether the program runs in a terminal.
        pub terminal: Scalar<bool>,
    }
}

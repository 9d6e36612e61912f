//! Where the system looks for libraries.

/// Does nothing: only Windows searches the directory of the program, and a static program loads no
/// libraries.
pub fn load_libraries_from_system() {}

//! Where the system looks for libraries.

/// Restricts the search for libraries: nothing to do here, because a static program loads none, and
/// no Unix searches the directory of the program.
pub fn load_libraries_from_system() {}

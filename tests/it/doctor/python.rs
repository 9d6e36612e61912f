//! Checks of the program's Python.

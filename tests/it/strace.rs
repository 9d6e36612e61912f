//! Expressions for strace. Which of these system calls a program makes depends on its libc and on
//! the processor.

/// The system calls that open a file or a directory.
pub const OPEN: &str = "/^open(at)?$";

/// The system calls that read a file's metadata.
pub const STAT: &str = "/^(stat|lstat|fstat|newfstatat|fstatat64|statx)$";

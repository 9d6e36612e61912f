//! The output of doctor.

//! Real clients against real servers.

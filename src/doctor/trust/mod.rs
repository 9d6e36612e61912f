//! Which clients would trust a chain, and why the others do not.

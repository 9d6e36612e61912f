//! Sites that work give no failure, and hostile ones no hang.

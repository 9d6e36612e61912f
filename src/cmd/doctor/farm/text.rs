//! The farm as text.

use crate::doctor::farm::Farm;
use crate::error::counted;
use crate::ui::Ui;

/// Returns the summary.
pub fn lines(ui: &Ui, farm: &Farm) -> String {
    let (failing, all) = (farm.failing().count(), farm.nodes.len());
    let sentence = format!("{failing} of {} fail.", counted(all, "node"));
    format!("{}\n", ui.fitted(&sentence, 0))
}

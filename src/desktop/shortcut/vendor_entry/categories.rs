//! Registered menu categories.

/// Returns whether the Desktop Menu Specification registers a category, as far as DCCs use it.
pub fn is_registered(name: &str) -> bool {
    let mut names = REGISTERED.split_ascii_whitespace();
    names.any(|registered| registered == name)
}

const REGISTERED: &str = "
    AudioVideo Audio Video Development Education Game Graphics Network Office Science Settings System Utility
    2DGraphics 3DGraphics RasterGraphics VectorGraphics Photography Publishing Viewer Scanning ImageProcessing
    AudioVideoEditing Player Recorder Sequencer Music Midi Mixer Building Debugger IDE GUIDesigner Profiling
    DataVisualization ComputerScience Engineering NumericalAnalysis Art Construction
    Database Documentation Java Monitor Simulation FileTools FileTransfer TerminalEmulator TextEditor TextTools
    KDE GNOME GTK Qt Motif ConsoleOnly";

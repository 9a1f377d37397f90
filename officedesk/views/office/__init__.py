"""The office on screen: settings, import, start."""

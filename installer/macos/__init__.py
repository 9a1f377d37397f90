"""The app for macOS: what it says of itself, its signature, the disk image, and Apple's notary."""

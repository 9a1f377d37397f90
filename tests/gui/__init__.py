"""Tests of the window: real widgets over a real office file, driven by key presses."""

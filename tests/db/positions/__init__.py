"""Devices, tracks and what comes of them."""

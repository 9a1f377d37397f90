"""The folder of positions that this desktop watches: remembered by the desktop, not by the office."""

from typing import Final

SETTING: Final = "map.watched_folder"

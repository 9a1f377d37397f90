"""How the disk image opens: the app, the folder it is dragged to, and nothing else. dmgbuild runs this file.

``defines``: ``app`` is the signed app, ``icon`` the volume's icon.
"""

# What dmgbuild puts here.
defines: dict[str, str]

_app = defines["app"]
_name = _app.rstrip("/").rpartition("/")[2]

format = "ULMO"
filesystem = "APFS"
files = [_app]
symlinks = {"Applications": "/Applications"}
icon = defines["icon"]
icon_locations = {_name: (160, 170), "Applications": (440, 170)}
background = "builtin-arrow"
window_rect = ((200, 200), (600, 400))
default_view = "icon-view"
show_status_bar = False
show_tab_view = False
show_toolbar = False
show_pathbar = False
show_sidebar = False
icon_size = 112
text_size = 13

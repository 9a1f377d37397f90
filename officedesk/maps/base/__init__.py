"""What lies under everything on the map: the map that ships with the program, tile files, and online tile services.

Each is a :class:`~officedesk.maps.base.reply.TileProvider`: it answers paths, knows no Qt and no office, and may be
asked from any thread but the window's own.
"""

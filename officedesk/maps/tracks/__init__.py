"""Files of positions, read as they stream by: GPX, CSV, NMEA 0183 and GeoJSON."""

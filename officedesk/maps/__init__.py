"""What the office draws: shapes on the ground, tracks, crossings, base maps, the map page. It knows no office."""

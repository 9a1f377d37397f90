"""What the office draws: geometry on the ground, tracks and crossings, base maps and the map page. It knows no office."""

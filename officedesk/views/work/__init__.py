"""Jobs on screen."""

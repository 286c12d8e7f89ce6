"""Rules on tagging."""

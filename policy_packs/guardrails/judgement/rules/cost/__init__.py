"""Rules on what may be spent."""

"""Rules on network."""

"""Rules on data protection."""

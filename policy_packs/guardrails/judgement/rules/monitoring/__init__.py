"""Rules on logs and alerts."""

"""Rules on what runs in the cluster."""

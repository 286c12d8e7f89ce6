"""The machine-learning workspace, its network, computes and data."""

"""The cluster that models are served from."""

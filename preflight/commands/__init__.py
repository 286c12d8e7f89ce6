"""The commands of `python -m preflight`, a module each."""

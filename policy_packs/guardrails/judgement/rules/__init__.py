"""The rules, one package or module a topic."""

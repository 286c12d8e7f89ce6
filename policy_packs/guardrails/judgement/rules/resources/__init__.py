"""Rules on any resource: where it is, what protects it, which types there are."""

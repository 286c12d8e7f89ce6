"""Rules on the exemptions and the configuration of the pack itself."""

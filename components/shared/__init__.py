"""What several components use: names, tags, private endpoints, diagnostics, grants."""

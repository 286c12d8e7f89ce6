"""Policy packs: what is allowed. Each folder is a pack that the Pulumi engine can start."""

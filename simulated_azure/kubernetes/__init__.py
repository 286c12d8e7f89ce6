"""How a Kubernetes API server answers: what it refuses of objects, and what it never changes."""

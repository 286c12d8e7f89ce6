"""What no resource shows alone: who may do what, who reaches what, and what must not be lost."""

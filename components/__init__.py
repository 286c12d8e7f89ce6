"""What we build: one component resource per part of the platform."""

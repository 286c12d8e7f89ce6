"""Commands that keep the repository honest; no part of the platform."""

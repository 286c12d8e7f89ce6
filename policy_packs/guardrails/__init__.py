"""The guardrails pack; `judgement` is all of it, the rest is how the engine starts it."""

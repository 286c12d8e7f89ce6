"""Evidence for an auditor: which control which rule stands for, and what it says of what."""

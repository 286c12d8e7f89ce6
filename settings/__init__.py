"""What a person decides: the settings of one stack, their limits and how they fit together."""

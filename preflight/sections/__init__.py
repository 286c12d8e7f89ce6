"""What a report tells of a plan, a topic a module."""

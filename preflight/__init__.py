"""What would happen: runs a stack's program without Azure and tells what it would make."""

"""An offline stand-in for Azure's resource manager: refuses what Azure refuses, answers alike."""

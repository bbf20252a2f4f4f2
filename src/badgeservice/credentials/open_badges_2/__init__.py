"""Open Badges 2.0 as values: how they are told, their shapes and keys. Start at `shapes`."""

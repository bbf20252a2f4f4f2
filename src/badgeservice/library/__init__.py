"""What badges are made of: units, criteria sets and badge classes. Start at `documents`."""

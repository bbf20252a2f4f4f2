"""Say what holds, what fails, and what could not be checked about a badge. Start at `verify`."""

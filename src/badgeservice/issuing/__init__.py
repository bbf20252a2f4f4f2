"""Issue badges, revoke them, publish their status. Start at `issue`."""

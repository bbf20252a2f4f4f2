"""Let a college count badges toward a qualification unit. Start at `recognise`."""

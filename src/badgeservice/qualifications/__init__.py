"""Qualification systems: bases, units and what is official about them. Start at `bases`."""

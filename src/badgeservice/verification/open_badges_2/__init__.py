"""Badges of the standards before 3.0: read, checked, and told in their own words."""

"""The fast way to the canonical form of a credential; start in `canonical`."""

"""The JSON-LD contexts this service knows, byte for byte; start at `pinned`."""

"""The HTTP API: a door that takes JSON in, calls one room, and answers. Start at `application`."""

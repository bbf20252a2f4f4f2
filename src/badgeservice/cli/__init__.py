"""The command line. Start at `application`."""

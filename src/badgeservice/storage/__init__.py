"""SQL, keys at rest, and everything else that is kept. Start at `database`, then `books`."""

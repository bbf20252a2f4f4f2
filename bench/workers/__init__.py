"""Long-lived processes that do one thing many times. `protocol` says how they are spoken to."""

"""What the service fetches from elsewhere: `fetch` is the only way out, `sources` what for."""

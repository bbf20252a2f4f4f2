"""Ways of securing a credential; start at `data_integrity`, and at `suites` for all the others."""

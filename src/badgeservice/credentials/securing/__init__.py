"""Ways of securing a credential; start at `data_integrity`."""

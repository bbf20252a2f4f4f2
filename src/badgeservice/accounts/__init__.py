"""Who may do what: organisations (tenants), their clients, and scopes. Start at `actor`."""

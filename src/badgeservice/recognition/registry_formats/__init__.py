"""Read lists of issuers in the forms in which they are published. Start at `reading`."""

"""Work that may have to be killed, in processes of its own."""

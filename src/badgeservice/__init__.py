"""Open Badges 3.0: issue, verify and recognise. Start reading at `main.create_app`."""

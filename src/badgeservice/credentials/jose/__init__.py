"""Credentials as signed tokens; start at `vc_jwt`, and at `jws` for what a signature covers."""

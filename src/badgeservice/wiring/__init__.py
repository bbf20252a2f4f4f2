"""The ports as the doors receive them. `main` fills a `Wiring`; `api` and `web` use it."""

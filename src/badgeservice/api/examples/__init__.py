"""Examples of request bodies, as Swagger UI offers them: minimal, full, and a common mistake.

Those of answers are in `answers`, one for each kind.
"""

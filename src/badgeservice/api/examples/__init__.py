"""Examples of request bodies, as Swagger UI offers them: minimal, full, and a common mistake."""

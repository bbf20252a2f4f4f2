"""Examples of token requests."""

from __future__ import annotations

from typing import Any, Final

TOKEN_REQUEST: Final[dict[str, Any]] = {
    "schema": {
        "type": "object",
        "properties": {
            "grant_type": {"type": "string", "const": "client_credentials"},
            "scope": {
                "type": "string",
                "description": "Scopes separated by spaces; left out: all of the client",
            },
            "client_id": {"type": "string"},
            "client_secret": {"type": "string"},
        },
        "required": ["grant_type"],
    },
    "examples": {
        "minimal": {
            "summary": "Minimal: id and secret by HTTP Basic",
            "value": {"grant_type": "client_credentials"},
        },
        "full": {
            "summary": "Full: id and secret in the form, and one scope only",
            "value": {
                "grant_type": "client_credentials",
                "scope": "badges:issue",
                "client_id": "client-Zm9vYmFyYmF6",
                "client_secret": "bsk_…",
            },
        },
        "mistake": {
            "summary": "A mistake: people do not log in here",
            "value": {"grant_type": "password"},
        },
    },
}

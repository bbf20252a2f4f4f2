"""Badges of a stranger who writes whatever he likes, wherever a badge has room for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from badgeservice.credentials.strict_json import serialise
from tests.world import World

STRANGER = World()


def hostile_badge(texts: Sequence[str]) -> bytes:
    """Return a signed badge with these texts as names, narratives, links and pictures."""
    document: dict[str, Any] = json.loads(serialise(STRANGER.unsigned_badge(status=None)))
    achievement = document["credentialSubject"]["achievement"]
    first = texts[0]
    document["name"] = first
    document["issuer"] |= {
        "name": first,
        "description": first,
        "image": {"id": "https://evil.example/issuer.svg", "type": "Image"},
    }
    achievement |= {
        "name": first,
        "description": "\n\n".join(texts),
        "criteria": {"narrative": first},
        "tag": list(dict.fromkeys(texts)),
        "image": {
            "id": "https://evil.example/a.svg",
            "type": "Image",
            "caption": first,
        },
    }
    document["credentialSubject"]["narrative"] = "\n".join(texts)
    document["evidence"] = [
        {"type": ["Evidence"], "name": text, "description": text, "narrative": text, "genre": text}
        for text in texts
    ]
    return STRANGER.sign(document)

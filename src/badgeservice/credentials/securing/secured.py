"""A credential with its proof, as bytes that nobody outside this folder looks into."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SecuredCredential:
    """The exact bytes to store and serve, and the media type to serve them under."""

    content: bytes
    media_type: str

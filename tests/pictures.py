"""PNG pictures for tests, sound ones and others, chunk by chunk."""

from __future__ import annotations

import base64
import io
import struct
import zlib

from PIL import Image

SIGNATURE = b"\x89PNG\r\n\x1a\n"
END_OF_HEADER = 33


def png(width: int = 8, height: int = 8, *, mode: str = "RGBA") -> bytes:
    """Return a picture that Pillow writes."""
    out = io.BytesIO()
    Image.new(mode, (width, height)).save(out, "PNG")
    return out.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    """Return a chunk with the right checksum."""
    checksum = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checksum


def with_chunks(*chunks: bytes, image: bytes | None = None) -> bytes:
    """Put chunks after the header, which takes 33 bytes with the signature."""
    image = image or png()
    return image[:END_OF_HEADER] + b"".join(chunks) + image[END_OF_HEADER:]


def of_chunks(
    width: int,
    height: int,
    *more: bytes,
    depth: int = 8,
    colour: int = 2,
    rows: bytes = b"",
    level: int = 9,
) -> bytes:
    """Return a picture of any header, with `more` chunks between it and the packed `rows`."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(rows, level))
    return SIGNATURE + chunk(b"IHDR", header) + b"".join(more) + pixels + chunk(b"IEND", b"")


def data_uri(content: bytes) -> str:
    """Return bytes as the data URI of a PNG, whatever they are."""
    return f"data:image/png;base64,{base64.b64encode(content).decode()}"

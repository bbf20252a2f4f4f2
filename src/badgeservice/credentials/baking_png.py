"""Badges in PNG pictures, as one uncompressed `iTXt` chunk.

Image libraries differ on which of several chunks counts, and inflate what they should not. So the
chunks are walked here; pixels are never decoded.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#png and https://www.w3.org/TR/png-3/#11iTXt
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from badgeservice.credentials.errors import ImageMalformedError

MAXIMUM_BYTES: Final = 5 * 1024 * 1024
MAXIMUM_CREDENTIAL_BYTES: Final = 1024 * 1024
MAXIMUM_CHUNKS: Final = 10_000

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
KEYWORD: Final = b"openbadgecredential"
_OTHER_KEYWORDS: Final = {
    b"openbadges": "an Open Badges 2.0 badge",
    b"clrcredential": "a Comprehensive Learner Record",
}
_TEXT_CHUNKS: Final = frozenset({b"iTXt", b"tEXt", b"zTXt"})
# What a picture needs to look right. Positions, cameras, animations and earlier badges stay out.
_KEPT_CHUNKS: Final = frozenset(
    {b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"}
    | {b"IDAT", b"IEND"}
)
_ANIMATION_CHUNKS: Final = frozenset({b"acTL", b"fcTL", b"fdAT"})
# No compression, method 0, empty language tag, empty translated keyword.
_UNCOMPRESSED: Final = b"\0\0\0\0\0"
_OVERHEAD_BYTES: Final = 12


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk: its four-letter kind and its content."""

    kind: bytes
    content: bytes

    @property
    def keyword(self) -> bytes | None:
        """The keyword of a text chunk."""
        return self.content.partition(b"\0")[0] if self.kind in _TEXT_CHUNKS else None

    def write(self) -> bytes:
        """Return the chunk as it stands in a file."""
        checksum = zlib.crc32(self.content, zlib.crc32(self.kind))
        length = struct.pack(">I", len(self.content))
        return length + self.kind + self.content + struct.pack(">I", checksum)


def bake_png(image: bytes, text: str) -> bytes:
    """Return `image` with `text`, a secured credential, baked into it.

    Only chunks that a picture needs are kept, so metadata, animations and earlier badges go.

    Raises:
        ImageMalformedError: `image` is no whole PNG of at most 5 MiB, or `text` is over 1 MiB.
    """
    content = text.encode("utf-8")
    if len(content) > MAXIMUM_CREDENTIAL_BYTES:
        raise ImageMalformedError(f"the credential has more than {MAXIMUM_CREDENTIAL_BYTES} bytes")
    header, *rest = (chunk for chunk in read_chunks(image) if chunk.kind in _KEPT_CHUNKS)
    baked = Chunk(b"iTXt", KEYWORD + _UNCOMPRESSED + content)
    return _written(header, baked, *rest)


def still_png(image: bytes) -> bytes:
    """Return `image` with the chunks alone that a still picture needs: no metadata, no badge.

    Raises:
        ImageMalformedError: `image` is no whole PNG of at most 5 MiB, or is animated.
    """
    chunks = tuple(read_chunks(image))
    if any(chunk.kind in _ANIMATION_CHUNKS for chunk in chunks):
        raise ImageMalformedError("it is animated")
    return _written(*(chunk for chunk in chunks if chunk.kind in _KEPT_CHUNKS))


def _written(*chunks: Chunk) -> bytes:
    return _SIGNATURE + b"".join(chunk.write() for chunk in chunks)


def is_png(content: bytes) -> bool:
    """Whether `content` begins as a PNG does."""
    return content.startswith(_SIGNATURE)


def extract_png(image: bytes) -> str:
    """Return the credential baked into `image`.

    An Open Badges 2.0 badge beside it is left alone.

    Raises:
        ImageMalformedError: `image` is no whole PNG of at most 5 MiB, or does not hold exactly one
            Open Badges 3.0 credential, in an uncompressed `iTXt` chunk.
    """
    chunks = [chunk for chunk in read_chunks(image) if chunk.keyword is not None]
    found = [chunk for chunk in chunks if chunk.keyword == KEYWORD]
    if not found:
        raise ImageMalformedError(_why_none(chunks))
    if len(found) > 1:
        raise ImageMalformedError("it holds more than one credential")
    return read_text(found[0])


def _why_none(chunks: list[Chunk]) -> str:
    for chunk in chunks:
        other = _OTHER_KEYWORDS.get(chunk.keyword or b"")
        if other is not None:
            return f"it holds {other}, and no Open Badges 3.0 credential"
    return "it holds no credential"


def read_text(chunk: Chunk) -> str:
    """Return the text of an uncompressed `iTXt` chunk, as which credentials are baked.

    Raises:
        ImageMalformedError: it is of another kind, cut short, too long, or not UTF-8.
    """
    rest = chunk.content.partition(b"\0")[2]
    if chunk.kind != b"iTXt":
        raise ImageMalformedError("the credential is not in an iTXt chunk")
    if rest[:2] != b"\0\0":
        raise ImageMalformedError("the credential is compressed")
    _language, language_end, rest = rest[2:].partition(b"\0")
    _translated, keyword_end, content = rest.partition(b"\0")
    if not language_end or not keyword_end:
        raise ImageMalformedError("the iTXt chunk is cut short")
    if len(content) > MAXIMUM_CREDENTIAL_BYTES:
        raise ImageMalformedError(f"the credential has more than {MAXIMUM_CREDENTIAL_BYTES} bytes")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as cause:
        raise ImageMalformedError("the credential is not UTF-8") from cause


def read_chunks(image: bytes) -> Iterator[Chunk]:
    """Yield the chunks from `IHDR` to `IEND`, each with its checksum checked.

    Raises:
        ImageMalformedError: `image` is no whole PNG of at most 5 MiB.
    """
    if len(image) > MAXIMUM_BYTES:
        raise ImageMalformedError(f"it has more than {MAXIMUM_BYTES} bytes")
    if not image.startswith(_SIGNATURE):
        raise ImageMalformedError("it is no PNG")
    at = len(_SIGNATURE)
    for count in range(MAXIMUM_CHUNKS):
        chunk = _read_chunk(image, at)
        if count == 0 and chunk.kind != b"IHDR":
            raise ImageMalformedError("it does not begin with a header")
        at += _OVERHEAD_BYTES + len(chunk.content)
        yield chunk
        if chunk.kind == b"IEND":
            if at != len(image):
                raise ImageMalformedError("something follows the end of the picture")
            return
    raise ImageMalformedError(f"it has more than {MAXIMUM_CHUNKS} chunks")


def _read_chunk(image: bytes, at: int) -> Chunk:
    if at + _OVERHEAD_BYTES > len(image):
        raise ImageMalformedError("it is cut short")
    length = int.from_bytes(image[at : at + 4], "big")
    if length > len(image) - at - _OVERHEAD_BYTES:
        raise ImageMalformedError("a chunk is longer than the file")
    end = at + 8 + length
    chunk = Chunk(image[at + 4 : at + 8], image[at + 8 : end])
    if zlib.crc32(image[at + 4 : end]) != int.from_bytes(image[end : end + 4], "big"):
        raise ImageMalformedError("the checksum of a chunk is wrong")
    return chunk

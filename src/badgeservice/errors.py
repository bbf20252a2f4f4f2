"""The root of every error this service raises on purpose."""


class BadgeServiceError(Exception):
    """Something the service foresaw went wrong; the sentence says what."""

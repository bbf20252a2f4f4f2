"""The one way in which the walker declines."""


class OutsideShapesError(Exception):
    """The document is not of a shape the walker knows, so the guards must judge it instead.

    It stays inside this folder: `canonical` catches it and takes the general path, which either
    finds the canonical form or says what is wrong.
    """

"""Badges baked into pictures: put in, and taken out again; start here for either format.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#baking
"""

from badgeservice.credentials.baking_png import bake_png, extract_png, still_png
from badgeservice.credentials.baking_svg import bake_svg, extract_svg

__all__ = ["bake_png", "bake_svg", "extract_png", "extract_svg", "still_png"]

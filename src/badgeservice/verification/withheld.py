"""What cannot be told of a badge of which its holder shows a part only."""

from __future__ import annotations

from typing import Final

from badgeservice.verification.checks import undetermined

END_WITHHELD: Final = undetermined(
    "validity", "withheld", "The holder may have left out when this badge ends."
)
STATUS_WITHHELD: Final = undetermined(
    "status",
    "withheld",
    "The holder may have left out where the status of this badge can be asked.",
)

"""Pages for counsellors: made for a short time, and shown to whoever has the address.

A counsellor has no account here. The college's own system asks for a page and passes its address
on; that address holds 256 random bits, which are kept nowhere and open what is kept.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.accounts.register import AccountRegister
from badgeservice.library.documents import LocalisedText
from badgeservice.library.shelf import LibraryShelf
from badgeservice.recognition.errors import BasisNotFoundError, EvaluationPageNotFoundError
from badgeservice.recognition.fitting import Desk, Enquiry, Fit, fit
from badgeservice.recognition.sheet_making import Caption, ClassNames, sheet_of, wanted_classes
from badgeservice.recognition.sheets import Sheet

PAGE_PATH: Final = "/evaluations"
SHORTEST: Final = timedelta(minutes=1)
USUAL: Final = timedelta(hours=1)
LONGEST: Final = timedelta(hours=24)
_CAPABILITY_BYTES: Final = 32
_CAPABILITY: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_ID_BYTES: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationPage:
    """A page as it is kept. It is there for nobody from `expires_at` on."""

    id: str
    organisation_id: str
    sheet: Sheet
    made_by: str
    made_at: datetime
    expires_at: datetime


class EvaluationPageBook(Protocol):
    """The pages of all organisations, inside one transaction.

    A page is kept so that only its capability opens it: neither a reader of the database nor the
    service itself can without.
    """

    def put_page(self, page: EvaluationPage, *, capability: bytes) -> None:
        """Keep a new page."""

    def page(self, capability: bytes) -> EvaluationPage | None:
        """Return the page that a capability opens, whether or not its time is over."""

    def remove_page(self, organisation_id: str, page_id: str, *, by: str, at: datetime) -> bool:
        """Delete a page of an organisation; False when there is none."""

    def forget_pages(self, *, expired_before: datetime) -> None:
        """Delete the pages of all organisations whose time is over."""


class PageBooks(Protocol):
    """The ports that making a page needs, in one transaction."""

    @property
    def accounts(self) -> AccountRegister:
        """Names of colleges."""

    @property
    def library(self) -> LibraryShelf:
        """Names of badge classes."""

    @property
    def evaluation_pages(self) -> EvaluationPageBook:
        """The pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOrder:
    """What a page is wanted of: an enquiry that names a basis, a name to show, and a time."""

    enquiry: Enquiry
    person: str | None
    lifetime: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDesk:
    """Where a page is made: how badges are weighed, chance, and the books to keep it in."""

    fitting: Desk
    random_bytes: Callable[[int], bytes]
    open_books: Callable[[bool], AbstractContextManager[PageBooks]]


def make_page(order: PageOrder, *, actor: Actor, desk: PageDesk) -> tuple[EvaluationPage, str]:
    """Weigh badges toward a basis, keep what a counsellor is shown, and return it with its address.

    Pages whose time is over are deleted on the way.

    Raises:
        NotPermittedError: the actor may not evaluate.
        BasisNotFoundError: the basis has not been imported.
    """
    found = fit(order.enquiry, actor=actor, desk=desk.fitting)
    basis = found.basis
    if basis is None:
        raise BasisNotFoundError(order.enquiry.system, order.enquiry.basis or "")
    at, capability = desk.fitting.at, desk.random_bytes(_CAPABILITY_BYTES)
    with desk.open_books(True) as books:
        sheet = sheet_of(
            found,
            basis=basis,
            caption=_caption(order, actor, books),
            class_names=_class_names(found, books),
        )
        page = EvaluationPage(
            id=f"page-{_text(desk.random_bytes(_ID_BYTES))}",
            organisation_id=actor.organisation_id,
            sheet=sheet,
            made_by=actor.client_id,
            made_at=at,
            expires_at=at + min(max(order.lifetime, SHORTEST), LONGEST),
        )
        books.evaluation_pages.forget_pages(expired_before=at)
        books.evaluation_pages.put_page(page, capability=capability)
    return page, f"{desk.fitting.origin}{PAGE_PATH}/{_text(capability)}"


def shown_page(capability: str, *, at: datetime, book: EvaluationPageBook) -> EvaluationPage:
    """Return the page that the last part of an address opens.

    Raises:
        EvaluationPageNotFoundError: there is none, or its time is over; nobody learns which.
    """
    if not _CAPABILITY.fullmatch(capability):
        raise EvaluationPageNotFoundError
    page = book.page(base64.urlsafe_b64decode(f"{capability}="))
    if page is None or page.expires_at <= at:
        raise EvaluationPageNotFoundError
    return page


def withdraw_page(page_id: str, *, actor: Actor, at: datetime, book: EvaluationPageBook) -> None:
    """Delete a page before its time is over.

    Raises:
        NotPermittedError: the actor may not evaluate.
        EvaluationPageNotFoundError: the organisation has no such page (any more).
    """
    actor.require(Scope.RECOGNITION_EVALUATE)
    if not book.remove_page(actor.organisation_id, page_id, by=actor.client_id, at=at):
        raise EvaluationPageNotFoundError


def _caption(order: PageOrder, actor: Actor, books: PageBooks) -> Caption:
    college = books.accounts.organisation(actor.organisation_id)
    return Caption(
        person=order.person,
        college=actor.organisation_id if college is None else college.name,
        studying_under=order.enquiry.studying_under,
    )


def _class_names(found: Fit, books: PageBooks) -> ClassNames:
    names: dict[str, LocalisedText] = {}
    for organisation_id, class_id in sorted(wanted_classes(found)):
        published = books.library.newest_published(organisation_id, class_id)
        if published is not None:
            names[f"{organisation_id}/{class_id}"] = published.badge_class.name
    return names


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")

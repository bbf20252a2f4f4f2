"""Organisations: new ones, changes to their issuer profile, and what a profile must be like."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.accounts.errors import (
    OrganisationExistsError,
    OrganisationNotFoundError,
    ProfileInvalidError,
)
from badgeservice.accounts.register import AccountRegister, Organisation

MAXIMUM_NAME: Final = 200
MAXIMUM_DESCRIPTION: Final = 8_000
_MAXIMUM_URL: Final = 2_000
_MAXIMUM_EMAIL: Final = 254  # https://www.rfc-editor.org/errata/eid1690

_URL: Final = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20\x7f]+")
_EMAIL: Final = re.compile(r"[^@\s\"(),:;<>\[\\\]]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
# Control characters (TAB among them) canonicalise differently in different RDF libraries, and lone
# surrogates have no bytes at all; a profile with either could be signed into no badge.
_UNSIGNABLE: Final = frozenset({"Cc", "Cs"})
_LINE_ENDS: Final = frozenset({"Zl", "Zp"})


def check_profile(profile: Organisation) -> None:
    """Let a profile pass that can be signed into badges.

    Raises:
        ProfileInvalidError: the name, URL, e-mail address or description cannot.
    """
    _check_text("name", profile.name, maximum=MAXIMUM_NAME, unwanted=_UNSIGNABLE | _LINE_ENDS)
    if not _is_url(profile.url):
        reason = "it is not a web address that begins with https:// or http://"
        raise ProfileInvalidError("url", reason)
    if profile.email is not None and not _is_email(profile.email):
        reason = "it is not an e-mail address"
        raise ProfileInvalidError("email", reason)
    if profile.description is not None:
        # Line feeds are safe.
        text = profile.description.replace("\n", " ")
        _check_text("description", text, maximum=MAXIMUM_DESCRIPTION, unwanted=_UNSIGNABLE)


def add_organisation(organisation: Organisation, *, by: str, register: AccountRegister) -> None:
    """Add a tenant. Only the operator does this (command line), so there is no actor.

    Raises:
        ProfileInvalidError: the profile could not be signed into a badge.
        OrganisationExistsError: the id is taken.
    """
    check_profile(organisation)
    if register.organisation(organisation.id) is not None:
        raise OrganisationExistsError(organisation.id)
    register.put_organisation(organisation, by=by)


def own_organisation(*, actor: Actor, register: AccountRegister) -> Organisation:
    """Return the actor's organisation.

    Raises:
        OrganisationNotFoundError: it no longer exists.
    """
    organisation = register.organisation(actor.organisation_id)
    if organisation is None:
        raise OrganisationNotFoundError(actor.organisation_id)
    return organisation


def change_profile(
    profile: Organisation, *, actor: Actor, at: datetime, register: AccountRegister
) -> Organisation:
    """Replace the issuer profile of the actor's organisation; its id and age stay.

    Badges issued before keep the profile that was signed into them.

    Raises:
        NotPermittedError: the actor may not manage accounts.
        ProfileInvalidError: the profile could not be signed into a badge.
        OrganisationNotFoundError: it no longer exists.
    """
    actor.require(Scope.ACCOUNTS_MANAGE)
    check_profile(profile)
    current = own_organisation(actor=actor, register=register)
    changed = replace(profile, id=current.id, created_at=current.created_at)
    register.put_organisation(changed, by=actor.client_id, at=at)
    return changed


def _check_text(field: str, text: str, *, maximum: int, unwanted: frozenset[str]) -> None:
    if not text.strip():
        raise ProfileInvalidError(field, "it is empty")
    if len(text) > maximum:
        raise ProfileInvalidError(field, f"it has more than {maximum} characters")
    if any(unicodedata.category(character) in unwanted for character in text):
        raise ProfileInvalidError(field, "it holds a control character, such as a TAB")


def _is_url(text: str) -> bool:
    if len(text) > _MAXIMUM_URL or not _URL.fullmatch(text) or not text.isprintable():
        return False
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # Brackets without an address between them, or a port that is no number.
        return False


def _is_email(text: str) -> bool:
    return len(text) <= _MAXIMUM_EMAIL and text.isprintable() and bool(_EMAIL.fullmatch(text))

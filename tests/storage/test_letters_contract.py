"""What the book of letters promises, held against memory, SQLite and PostgreSQL."""

from __future__ import annotations

import pytest

from badgeservice.accounts.errors import OrganisationNotFoundError
from badgeservice.recognition.letters import KeptTemplate
from tests.storage.builders import MINUTE, NOON, ORG, OTHER
from tests.storage.conftest import OpenBooks


def test_a_template_belongs_to_a_college_and_a_language(opened: OpenBooks) -> None:
    with opened(True) as books:
        first = books.letters.put_template(ORG, "fi", "# Päätös", at=NOON, by="client-a")
        second = books.letters.put_template(ORG, "fi", "# Toinen", at=NOON + MINUTE, by="client-b")

    with opened(False) as books:
        assert first.revision == 1
        assert second == books.letters.template(ORG, "fi")
        assert second == KeptTemplate(
            language="fi",
            text="# Toinen",
            revision=2,
            updated_at=NOON + MINUTE,
            updated_by="client-b",
        )
        assert books.letters.template(ORG, "sv") is None
        assert books.letters.template(OTHER, "fi") is None


def test_nobody_who_is_not_there_writes_letters(opened: OpenBooks) -> None:
    with pytest.raises(OrganisationNotFoundError), opened(True) as books:
        books.letters.put_template("nobody", "fi", "# T", at=NOON, by="client-a")

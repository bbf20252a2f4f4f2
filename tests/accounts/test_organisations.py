"""What a profile must be like, and who adds and changes one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from badgeservice.accounts.actor import Scope
from badgeservice.accounts.errors import (
    NotPermittedError,
    OrganisationExistsError,
    OrganisationNotFoundError,
    ProfileInvalidError,
)
from badgeservice.accounts.organisations import (
    MAXIMUM_DESCRIPTION,
    MAXIMUM_NAME,
    add_organisation,
    change_profile,
    check_profile,
)
from tests.builders import COLLEGE, COUNTY, NOW, actor, organisation
from tests.fake_store import FakeStore
from tests.fakes import FakeAccountRegister


@pytest.fixture
def register() -> FakeAccountRegister:
    store = FakeStore()
    store.writable = True
    return FakeAccountRegister(store)


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        pytest.param("name", "", id="no name"),
        pytest.param("name", " \u00a0", id="a blank name"),
        pytest.param("name", "My\tCollege", id="a TAB in the name"),
        pytest.param("name", "My\nCollege", id="a line feed in the name"),
        pytest.param("name", "My\u2028College", id="a line separator in the name"),
        pytest.param("name", "My\x85College", id="a C1 control character in the name"),
        pytest.param("name", "My \udcff", id="a lone surrogate in the name"),
        pytest.param("name", "x" * (MAXIMUM_NAME + 1), id="a name that is too long"),
        pytest.param("url", "", id="no URL"),
        pytest.param("url", "my.example", id="a URL without scheme"),
        pytest.param("url", "javascript:alert(1)", id="a URL that is a script"),
        pytest.param("url", "ftp://my.example", id="a URL of another scheme"),
        pytest.param("url", "https://", id="a URL without host"),
        pytest.param("url", "https:///path", id="a URL with an empty host"),
        pytest.param("url", "https://my.example/a b", id="a space in the URL"),
        pytest.param("url", "https://my.example\n", id="a line feed after the URL"),
        pytest.param("url", "https://my.example:x/", id="a port that is no number"),
        pytest.param("url", "https://[my.example/", id="a bracket in the host"),
        pytest.param("url", "https://my.example/" + "x" * 2_000, id="a URL that is too long"),
        pytest.param("email", "", id="an empty e-mail"),
        pytest.param("email", "office", id="an e-mail without @"),
        pytest.param("email", "office@localhost", id="an e-mail without domain"),
        pytest.param("email", "a@b@my.example", id="an e-mail with two @"),
        pytest.param("email", "Office <a@my.example>", id="an e-mail with a name"),
        pytest.param("email", "a@my.example\n", id="a line feed after the e-mail"),
        pytest.param("description", "", id="an empty description"),
        pytest.param("description", "a\tb", id="a TAB in the description"),
        pytest.param("description", "a\r\nb", id="a carriage return in the description"),
        pytest.param("description", "x" * (MAXIMUM_DESCRIPTION + 1), id="too long a description"),
    ],
)
def test_a_profile_that_no_badge_could_carry_is_refused(
    register: FakeAccountRegister, field: str, bad: str
) -> None:
    changes: dict[str, Any] = {field: bad}
    profile = replace(organisation(COUNTY), **changes)

    with pytest.raises(ProfileInvalidError) as refused:
        add_organisation(profile, by="cli", register=register)

    assert refused.value.field == field
    assert refused.value.pointer == f"/{field}"
    assert register.organisations() == ()


@pytest.mark.parametrize(
    ("field", "good"),
    [
        pytest.param("name", "Äänekosken ”koulutus” – 教育 🎓", id="a name in any script"),
        pytest.param("name", "x" * MAXIMUM_NAME, id="a long name"),
        pytest.param("url", "http://localhost:8000/a?b#c", id="a URL with everything"),
        pytest.param("url", "https://ääni.example/", id="a URL in Finnish"),
        pytest.param("email", "first.last+badges@mail.my-college.example", id="a long e-mail"),
        pytest.param("email", None, id="no e-mail"),
        pytest.param("description", "Two\nlines", id="a description of two lines"),
        pytest.param("description", None, id="no description"),
    ],
)
def test_a_profile_that_a_badge_can_carry_passes(field: str, good: str | None) -> None:
    changes: dict[str, Any] = {field: good}

    check_profile(replace(organisation(COUNTY), **changes))


def test_an_id_is_taken_once(register: FakeAccountRegister) -> None:
    add_organisation(organisation(COUNTY), by="cli", register=register)
    other = replace(organisation(COUNTY), name="Another")

    with pytest.raises(OrganisationExistsError):
        add_organisation(other, by="cli", register=register)
    assert register.organisation(COUNTY) == organisation(COUNTY)


def test_a_changed_profile_keeps_its_id_and_its_age(register: FakeAccountRegister) -> None:
    register.put_organisation(organisation(COUNTY))
    later = NOW + timedelta(days=1)
    sent = replace(organisation(COLLEGE), name="New name", created_at=later)

    changed = change_profile(sent, actor=actor(), at=later, register=register)

    assert changed == replace(sent, id=COUNTY, created_at=organisation(COUNTY).created_at)
    assert register.organisations() == (changed,)


def test_a_profile_is_changed_by_the_own_administrators_alone(
    register: FakeAccountRegister,
) -> None:
    register.put_organisation(organisation(COUNTY))
    sent = replace(organisation(COUNTY), name="New name")

    with pytest.raises(NotPermittedError):
        change_profile(sent, actor=actor(COUNTY, Scope.LIBRARY_WRITE), at=NOW, register=register)
    with pytest.raises(OrganisationNotFoundError):
        change_profile(sent, actor=actor(COLLEGE), at=NOW, register=register)
    with pytest.raises(ProfileInvalidError):
        change_profile(replace(sent, name="a\tb"), actor=actor(), at=NOW, register=register)
    assert register.organisations() == (organisation(COUNTY),)

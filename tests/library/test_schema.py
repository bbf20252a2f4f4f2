from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from badgeservice.library.documents import AnyDocument
from badgeservice.library.schema import json_schema, schema_text
from badgeservice.library.yaml_text import plain
from tests.builders import badge_class, unit
from tests.library.strategies import documents

FILE = Path(__file__).parents[2] / "criteria/schema/library.schema.json"
VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def test_the_published_schema_is_the_one_that_the_code_makes() -> None:
    assert FILE.read_text(encoding="utf-8") == schema_text(), (
        "run: badgeservice library schema --output criteria/schema/library.schema.json"
    )


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


@given(documents)
@settings(max_examples=100, deadline=None)
def test_every_document_keeps_the_schema(document: AnyDocument) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(plain(document))] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("kind", None, id="no kind"),
        pytest.param("id", "Not a slug", id="no slug"),
        pytest.param("version", 0, id="version zero"),
        pytest.param("verzion", 1, id="an unknown key"),
        pytest.param("validity", "5 years", id="no duration"),
        pytest.param("credits", {"value": "2", "unit": "osp"}, id="an extent as text"),
        pytest.param("name", {"sv": "a"}, id="no Finnish"),
        pytest.param("image", "badge.png", id="an image beside the file"),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(name: str, value: Any) -> None:
    document = {**plain(badge_class()), name: value}

    assert not VALIDATOR.is_valid(document)


def test_a_file_must_say_what_it_is() -> None:
    document = plain(unit())
    del document["kind"]

    assert not VALIDATOR.is_valid(document)


def test_editors_are_told_what_the_fields_mean() -> None:
    definitions: Any = json.loads(schema_text())["$defs"]

    assert "requirement" in definitions["Alignment"]["description"]
    assert "osp" in definitions["CreditUnit"]["enum"]
    assert definitions["BadgeClass"]["properties"]["validity"]["description"].startswith("How long")

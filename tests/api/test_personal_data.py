"""Personal identity codes are found wherever they hide."""

from __future__ import annotations

import pytest

from badgeservice.api.errors import NationalIdRefusedError
from badgeservice.api.personal_data import refuse_national_ids

CODE = "131052-308T"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(CODE, id="alone"),
        pytest.param(f"Aino ({CODE}) osasi.", id="in a sentence"),
        pytest.param("131052-308t", id="in lower case"),
        pytest.param("131052+308T", id="born in the 1800s"),
        pytest.param("131052A308T", id="born in the 2000s"),
        pytest.param("131052Y308T", id="a sign of 2023"),
        pytest.param("131052-3080", id="a mistyped check character"),
        pytest.param("１３１０５２-３０８T", id="full-width digits"),
        pytest.param("131052–308T", id="an en dash"),
        pytest.param("https://a.example/?id=131052%2D308T", id="escaped in an address"),
        pytest.param("https://a.example/131052-308T/x", id="in an address"),
        pytest.param("hetu:131052-308T.", id="after a colon"),
    ],
)
def test_a_code_is_refused(text: str) -> None:
    with pytest.raises(NationalIdRefusedError) as refused:
        refuse_national_ids({"list": [{"a/b": text}]})

    assert refused.value.pointer == "/list/0/a~1b"
    assert CODE not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "1234567-1",
        "OPH-456-2022",
        "ammattitaitovaatimukset_9514",
        "2026-11-24T09:30:00Z",
        "+358 40 123 4567",
        "991399-308T",
        "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
        "a131052-308Tb",
        "131052-30",
        "",
    ],
)
def test_other_numbers_pass(text: str) -> None:
    refuse_national_ids({"a": [text, 131052, None, True]})

"""Every code that a check or a warning can have, as the sources say it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, get_args

import badgeservice.credentials
import badgeservice.verification
from badgeservice.credentials.errors import KeyFault
from badgeservice.credentials.jose.errors import ClaimFault

VERIFICATION: Final = Path(badgeservice.verification.__path__[0])
CREDENTIALS: Final = Path(badgeservice.credentials.__path__[0])
_MAKERS: Final = {"passed", "failed", "undetermined", "not_checked", "_not_checked"}
# What is handed on from the errors of the craft, and where those say which codes they have.
_HANDED_ON: Final = {
    "cause.code",
    "first.code",
    "f'claim-{cause.code}'",
    "code",
    # Shape faults that are let pass in older badges, and what `_cautioned` is called with.
    "f\"shape.{found['code']}\"",
    "f'refresh.{code}'",
}


@dataclass
class Codes:
    """Codes of checks and of warnings, and the places where none could be read."""

    checks: set[str] = field(default_factory=set)
    warnings: set[str] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)


def codes_of_the_sources() -> Codes:
    """Return every code that verification can put into a report."""
    codes = Codes()
    trees = {
        file: ast.parse(file.read_text(encoding="utf-8"))
        for file in sorted(VERIFICATION.rglob("*.py"))
    }
    shared = {
        name: text
        for tree in trees.values()
        for name, text in _texts(tree.body).items()
        if name.isupper() and not name.startswith("_")
    }
    for file, tree in trees.items():
        for call, texts in _calls(tree):
            _read(call, {**shared, **texts}, codes, file.name)
    codes.checks |= {
        f"{whose}.{code}" for whose in ("issuer", "holder") for code in get_args(KeyFault)
    }
    codes.checks |= {f"proof.claim-{code}" for code in get_args(ClaimFault)}
    codes.checks |= {f"shape.{code}" for code in _arguments("ShapeFault", at=1)}
    codes.checks |= {f"signed-content.{code}" for code in _arguments("UnsafeDocumentError", at=1)}
    return codes


def _calls(tree: ast.Module) -> Iterator[tuple[ast.Call, dict[str, str]]]:
    """Yield every call, with what the names mean that are texts where it stands."""
    everywhere = _texts(tree.body)
    inside = {
        id(node): {**everywhere, **_texts(list(ast.walk(function)))}
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, inside.get(id(node), everywhere)


def _texts(body: list[ast.AST] | list[ast.stmt]) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in body:
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign):
            targets = [node.target]
        value = getattr(node, "value", None)
        for target in targets:
            if isinstance(target, ast.Name) and isinstance(value, ast.Constant):
                found[target.id] = str(value.value)
    return found


def _read(call: ast.Call, texts: dict[str, str], codes: Codes, file: str) -> None:
    maker = call.func.id if isinstance(call.func, ast.Name) else ""
    named = {word.arg: word.value for word in call.keywords}
    if maker == "Caution":
        codes.warnings |= _known(named["code"], texts, codes, file)
    if maker == "_cautioned":
        codes.warnings |= {f"refresh.{code}" for code in _known(call.args[1], texts, codes, file)}
    if maker not in _MAKERS or not call.args:
        return
    names = _known(call.args[0], texts, codes, file)
    if maker == "passed":
        whole = _known(named["code"], texts, codes, file) if "code" in named else set()
        codes.checks |= whole or {f"{name}.ok" for name in names}
    elif maker.endswith("not_checked"):
        codes.checks |= {f"{name}.not-checked" for name in names}
    else:
        endings = _known(call.args[1], texts, codes, file)
        codes.checks |= {f"{name}.{ending}" for name in names for ending in endings}


def _known(value: ast.expr, texts: dict[str, str], codes: Codes, file: str) -> set[str]:
    if isinstance(value, ast.Constant):
        return {str(value.value)}
    if isinstance(value, ast.Name) and value.id in texts:
        return {texts[value.id]}
    if ast.unparse(value) == "whose.check":
        return {"issuer", "holder"}
    if isinstance(value, ast.JoinedStr):
        parts = [_part(part, texts) for part in value.values]
        if None not in parts:
            return {"".join(part or "" for part in parts)}
    if isinstance(value, ast.IfExp):
        return _known(value.body, texts, codes, file) | _known(value.orelse, texts, codes, file)
    if ast.unparse(value) not in _HANDED_ON | {"name"}:
        codes.unread.append(f"{file}:{value.lineno}: {ast.unparse(value)}")
    return set()


def _part(part: ast.expr, texts: dict[str, str]) -> str | None:
    if isinstance(part, ast.Constant):
        return str(part.value)
    inner = part.value if isinstance(part, ast.FormattedValue) else part
    return texts.get(inner.id) if isinstance(inner, ast.Name) else None


def _arguments(name: str, *, at: int) -> Iterator[str]:
    for file in sorted(CREDENTIALS.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == name:
                yield from (
                    str(argument.value)
                    for argument in node.args[at : at + 1]
                    if isinstance(argument, ast.Constant)
                )

"""`badgeservice bases`: import the bases of qualifications, list them, and compare editions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from badgeservice.accounts.organisations import own_organisation
from badgeservice.cli.accounts import operator
from badgeservice.cli.bases_register import Importer, Taken, files, of_qualification, take_all
from badgeservice.cli.library_output import emit, emit_json
from badgeservice.cli.service import Exit, end, errors_explained, service_of, talk
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.qualifications.bases import BasisEdition
from badgeservice.qualifications.importing import BasisChange, changes_between
from badgeservice.qualifications.reading import BasisKey, all_bases, editions_of, find_edition
from badgeservice.recognition.errors import BasisEditionNotFoundError, BasisNotFoundError
from badgeservice.wiring.ports import Books

bases_app = typer.Typer(
    help="Import the bases of qualifications, and see what changed.", no_args_is_help=True
)

OrganisationOption = Annotated[str, typer.Option(help="The organisation's id.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
SystemOption = Annotated[str, typer.Option(help="Whose record number it is.")]


@bases_app.command("import")
def import_bases(
    context: typer.Context,
    documents: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE…", help="Documents of bases.")
    ] = None,
    *,
    organisation: OrganisationOption,
    qualification: Annotated[
        str | None,
        typer.Option(help="Fetch every basis of this qualification from ePerusteet."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Import bases from files, or all of a qualification from the public register.

    Documents of ePerusteet are taken as they are; other systems have a format of ours. Each is
    imported by itself, so an import that broke off goes on where it was: what is known by its
    hash is passed over. Editions in use never change.

    Example: badgeservice bases import basis.json --organisation my-college --dry-run
    Example: badgeservice bases import --organisation my-college --qualification koulutus_371101
    """
    if bool(documents) == bool(qualification):
        end("Give files, or --qualification.", Exit.USAGE)
    service = service_of(context)
    actor = operator(organisation)
    with errors_explained():
        with service.wiring().open_books(False) as books:
            own_organisation(actor=actor, register=books.accounts)
        found = (
            of_qualification(qualification, fetch=service.fetch)
            if qualification
            else files(documents or [])
        )
        importer = Importer(wiring=service.wiring(), actor=actor, dry_run=dry_run)
        taken, failed = take_all(found, importer)
    if as_json:
        emit_json({"imports": [_taken_json(each) for each in taken], "failed": failed})
    else:
        emit("".join(_taken_text(each) for each in taken))
    talk.print("Nothing was written: this was a dry run." if dry_run else "Done.", markup=False)
    if failed:
        end(f"{failed} could not be imported; see above.", Exit.INVALID)


@bases_app.command("list")
def list_bases(
    context: typer.Context, *, organisation: OrganisationOption, as_json: JsonOption = False
) -> None:
    """List the bases of an organisation: system, record number, edition, status and name.

    Example: badgeservice bases list --organisation my-college
    """
    wiring = service_of(context).wiring()
    with errors_explained(), wiring.open_books(False) as books:
        found = all_bases(actor=operator(organisation), shelf=books.bases)
    day = wiring.now().date()
    if as_json:
        emit_json({"bases": [_basis_json(each) for each in found]})
        return
    for each in found:
        basis = each.basis
        status = basis.status_on(day)
        emit(f"{basis.system}\t{basis.code}\t{each.number}\t{status}\t{basis.name.fi}\n")


@bases_app.command("diff")
def diff_bases(  # noqa: PLR0913 - the options of a command are its parameters
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="The record number, such as OPH-456-2022.")],
    *,
    organisation: OrganisationOption,
    before: Annotated[int | None, typer.Option(min=1, help="An edition; the last but one.")] = None,
    after: Annotated[int | None, typer.Option(min=1, help="An edition; the last.")] = None,
    system: SystemOption = "finland",
    as_json: JsonOption = False,
) -> None:
    """Say what changed between two editions of a basis, a line each.

    Example: badgeservice bases diff OPH-456-2022 --organisation my-college
    """
    key = BasisKey(system=system, code=code)
    with errors_explained(), service_of(context).wiring().open_books(False) as books:
        new = _edition(key, after, organisation, books)
        old = _edition(key, before or max(1, new.number - 1), organisation, books)
    changes = changes_between(old.basis, new.basis)
    if as_json:
        numbers: JsonObject = {"before": old.number, "after": new.number}
        emit_json({**numbers, "changes": [_change_json(each) for each in changes]})
    else:
        emit("".join(_change_text(each) for each in changes))
    talk.print(f"Edition {old.number} → {new.number}: {len(changes)} changes.", markup=False)


def _edition(key: BasisKey, number: int | None, organisation: str, books: Books) -> BasisEdition:
    actor = operator(organisation)
    found = find_edition(key, number, actor=actor, shelf=books.bases)
    if found is not None:
        return found
    if number is None or not editions_of(key, actor=actor, shelf=books.bases):
        raise BasisNotFoundError(key.system, key.code)
    raise BasisEditionNotFoundError(key.system, key.code, number=number)


def _taken_text(taken: Taken) -> str:
    if taken.done is None:
        return f"= {taken.name} is known already\n"
    edition = taken.done.edition
    sign = "+" if taken.done.is_new else "="
    line = f"{sign} {edition.basis.code} edition {edition.number} ({taken.sha256})\n"
    return line + "".join(f"    {_change_text(each)}" for each in taken.done.changes)


def _taken_json(taken: Taken) -> JsonObject:
    done = taken.done
    return {
        "document": taken.name,
        "sha256": taken.sha256,
        "isNew": done is not None and done.is_new,
        "basis": None if done is None else _basis_json(done.edition),
        "changes": [_change_json(each) for each in (done.changes if done is not None else ())],
    }


def _basis_json(edition: BasisEdition) -> JsonObject:
    basis = edition.basis
    return {
        "system": basis.system,
        "code": basis.code,
        "name": basis.name.fi,
        "edition": edition.number,
        "units": len(basis.units),
        "sha256": edition.sha256,
        "sourceUrl": basis.source.url,
    }


def _change_text(change: BasisChange) -> str:
    where = "" if change.unit is None else f" in {change.unit}"
    what = f": {', '.join(change.fields)}" if change.fields else ""
    return f"{change.kind} {change.subject}{where}{what}\n"


def _change_json(change: BasisChange) -> JsonObject:
    return {
        "kind": change.kind.value,
        "subject": change.subject,
        "unit": change.unit,
        "fields": list(change.fields),
    }

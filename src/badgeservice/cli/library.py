"""`badgeservice library`: check, compare, carry and show the criteria library.

Exit codes: 0 fine, 1 something is wrong with the library, 2 the command was not understood.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from badgeservice.accounts.errors import OrganisationNotFoundError
from badgeservice.cli.accounts import operator
from badgeservice.cli.library_mappings import (
    Proposal,
    in_the_name_of,
    kept_mappings,
    plan_proposals,
    proposals_json,
    proposals_text,
    propose_all,
    read_with_mappings,
)
from badgeservice.cli.library_output import (
    emit,
    emit_json,
    findings_json,
    plan_json,
    plan_text,
    read_checked,
    require_valid,
    summary,
    write_files,
    write_text,
)
from badgeservice.cli.library_register import fetched_documents, merged_with_folder
from badgeservice.cli.service import Exit, end, errors_explained, service_of, talk
from badgeservice.library.catalogue import catalogue_of
from badgeservice.library.diff import as_json as diff_json
from badgeservice.library.diff import as_text, diff_libraries
from badgeservice.library.documents import AnyDocument
from badgeservice.library.files import render_all
from badgeservice.library.folder import LibraryFolder
from badgeservice.library.mapping_documents import Mapping
from badgeservice.library.mapping_files import diff_mappings, with_mappings
from badgeservice.library.preview import preview_html
from badgeservice.library.schema import schema_text
from badgeservice.library.transfer import ImportPlan, apply_import, export_documents, plan_import

DEFAULT_FOLDER: Final = Path("criteria")

library_app = typer.Typer(
    help="Check, compare, import and export the criteria library.", no_args_is_help=True
)

FolderArgument = Annotated[Path, typer.Argument(help="The library's folder.")]
OrganisationOption = Annotated[str, typer.Option(help="The organisation's id.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


@library_app.command()
def validate(
    directory: FolderArgument = DEFAULT_FOLDER,
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Check every file and every rule, and print what is wrong, a line each: file, line, what.

    Example: badgeservice library validate criteria
    """
    folder, mappings = read_with_mappings(directory)
    if as_json:
        emit_json({"isValid": folder.is_valid, **findings_json(folder)})
    else:
        emit("".join(f"{finding}\n" for finding in folder.findings))
    talk.print(summary(folder, mappings=len(mappings)), markup=False)
    if not folder.is_valid or (strict and folder.findings):
        raise typer.Exit(Exit.INVALID)


@library_app.command()
def diff(
    context: typer.Context,
    old: Annotated[Path, typer.Argument(help="The older folder; or, with a database, the newer.")],
    new: Annotated[Path | None, typer.Argument(help="The newer folder.")] = None,
    *,
    against_database: Annotated[
        bool, typer.Option("--against-database", help="Compare the database with one folder.")
    ] = False,
    organisation: Annotated[str | None, typer.Option(help="The organisation's id.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Say what differs between two libraries, in words, and whether it may differ so.

    The exit code is 1 when published content changed or went, or a known fact of a unit changed.

    Example: badgeservice library diff criteria-before criteria
    Example: badgeservice library diff criteria --against-database --organisation my-college
    """
    if against_database:
        if new is not None or organisation is None:
            end("Give one folder and --organisation with --against-database.", Exit.USAGE)
        after, changed = _valid_library(old)
        before = _kept_documents(context, organisation)
        wiring = service_of(context).wiring()
        changed = in_the_name_of(organisation, changed)
        kept = kept_mappings(organisation, changed, wiring=wiring)
    else:
        if new is None:
            end("Give two folders, or one and --against-database.", Exit.USAGE)
        (before, kept), (after, changed) = _valid_library(old), _valid_library(new)
    found = with_mappings(diff_libraries(before, after), diff_mappings(kept, changed))
    if as_json:
        emit_json(diff_json(found))
    else:
        emit(as_text(found))
    if not found.is_allowed:
        raise typer.Exit(Exit.INVALID)


@library_app.command("import")
def import_folder(
    context: typer.Context,
    directory: FolderArgument,
    organisation: OrganisationOption,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be written.")
    ] = False,
    mappings: Annotated[
        bool, typer.Option("--mappings", help="Propose the folder's mappings too.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Carry a folder into an organisation's library: all of it, or nothing.

    With --mappings, its mappings become proposals of the organisation; the bases that they name
    must have been imported. Mappings that were agreed never change.

    Example: badgeservice library import criteria --organisation my-college --dry-run
    """
    folder, found = read_with_mappings(directory)
    require_valid(folder, as_json=as_json)
    wanted = in_the_name_of(organisation, found) if mappings else ()
    plan, proposed = _import(context, folder, wanted, organisation, dry_run=dry_run)
    if as_json:
        is_written = plan.is_applicable and not dry_run
        emit_json({**plan_json(plan, is_written=is_written), **proposals_json(proposed)})
    else:
        emit(plan_text(plan) + proposals_text(proposed))
    if not plan.is_applicable:
        end("Nothing was written; mend the errors above and import again.", Exit.INVALID)
    talk.print("Nothing was written: this was a dry run." if dry_run else "Written.")


@library_app.command()
def export(
    context: typer.Context,
    directory: FolderArgument,
    organisation: OrganisationOption,
    *,
    as_json: JsonOption = False,
) -> None:
    """Write an organisation's library into a folder, a file a document, ready to import again.

    Example: badgeservice library export backup --organisation my-college
    """
    files = render_all(_kept_documents(context, organisation))
    write_files(files, directory, as_json=as_json, is_whole=True)


@library_app.command()
def preview(
    class_id: Annotated[str, typer.Argument(metavar="CLASS", help="The badge class's id.")],
    directory: Annotated[
        Path, typer.Option("--dir", help="The library's folder.")
    ] = DEFAULT_FOLDER,
    version: Annotated[int | None, typer.Option(help="Which version; the newest if none.")] = None,
    output: Annotated[
        Path | None, typer.Option(help="Write to this file instead of standard output.")
    ] = None,
) -> None:
    """Show a badge class as a page in three languages, missing translations included.

    Example: badgeservice library preview feedback-giver --output preview.html
    """
    folder = read_checked(directory)
    page = _preview(folder, class_id, version)
    if output is None:
        emit(page)
    else:
        write_text(output, page)


@library_app.command("fetch-register")
def fetch_register(  # noqa: PLR0913 - the options of a command are its parameters
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="A file, or the URL of a register document.")],
    output: Annotated[Path, typer.Option(help="The library's folder.")],
    *,
    system: Annotated[str, typer.Option(help="Whose register it is.")] = "finland",
    retrieved: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day of retrieval, if past.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Let the register overwrite known facts.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Write the units of an ePerusteet document, or drafts of national badges, into a folder.

    Units that are there already are completed; a known fact changes only with --replace.

    Example: badgeservice library fetch-register peruste.json --output criteria
    """
    if system != "finland":
        end(f"There is no register of {system} here; the one there is: finland.", Exit.USAGE)
    # No wiring: reading a file needs no database, only the day.
    today = datetime.now(UTC)  # noqa: TID251 - the command line is part of the roof
    with errors_explained():
        documents = fetched_documents(
            source,
            fetch=lambda url: service_of(context).fetch(url),
            retrieved=(retrieved or today).date(),
        )
    kept = merged_with_folder(documents, output, replace=replace)
    write_files(render_all(kept), output, as_json=as_json, is_whole=False)


@library_app.command()
def schema(
    output: Annotated[
        Path | None, typer.Option(help="Write to this file instead of standard output.")
    ] = None,
) -> None:
    """Print the JSON Schema of library files, by which editors complete and check.

    Example: badgeservice library schema --output criteria/schema/library.schema.json
    """
    if output is None:
        emit(schema_text())
    else:
        write_text(output, schema_text())


def _kept_documents(context: typer.Context, organisation: str) -> tuple[AnyDocument, ...]:
    with errors_explained(), service_of(context).wiring().open_books(False) as books:
        if books.accounts.organisation(organisation) is None:
            raise OrganisationNotFoundError(organisation)
        return export_documents(books.library, organisation)


def _valid_library(directory: Path) -> tuple[tuple[AnyDocument, ...], tuple[Mapping, ...]]:
    folder, mappings = read_with_mappings(directory)
    require_valid(folder, as_json=False)
    return folder.documents, mappings


def _import(
    context: typer.Context,
    folder: LibraryFolder,
    mappings: tuple[Mapping, ...],
    organisation: str,
    *,
    dry_run: bool,
) -> tuple[ImportPlan, tuple[Proposal, ...]]:
    wiring = service_of(context).wiring()
    with errors_explained(), wiring.open_books(not dry_run) as books:
        if books.accounts.organisation(organisation) is None:
            raise OrganisationNotFoundError(organisation)
        plan = plan_import(folder.placed, organisation_id=organisation, shelf=books.library)
        if plan.is_applicable and not dry_run:
            actor = operator(organisation)
            apply_import(plan, shelf=books.library, actor=actor, at=wiring.now())
        wanted = plan_proposals(mappings, organisation=organisation, books=books)
        if plan.is_applicable and not dry_run:
            propose_all(wanted, organisation=organisation, at=wiring.now(), books=books)
    return plan, wanted


def _preview(folder: LibraryFolder, class_id: str, version: int | None) -> str:
    catalogue = catalogue_of(folder.placed)
    versions = {each.version: each for each in catalogue.classes.get(class_id, ())}
    if not versions:
        near = ", ".join(sorted(catalogue.classes)) or "none"
        end(f"There is no badge class {class_id} that can be read; there are: {near}.", Exit.USAGE)
    badge_class = versions.get(version or max(versions))
    if badge_class is None:
        known = ", ".join(str(each) for each in sorted(versions))
        end(f"{class_id} has no version {version}; there are: {known}.", Exit.USAGE)
    pinned = catalogue.pinned(badge_class)
    if pinned is None:
        pin = badge_class.criteria_set
        end(f"Its criteria set {pin.id} v{pin.version} cannot be read.", Exit.INVALID)
    units = [unit for found in catalogue.units.values() for unit in found]
    return preview_html(badge_class, pinned, units)

"""The `badgeservice` command: its sub-commands, and those that belong to no group."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Annotated, Final

import typer
import yaml
from rich.markup import escape

from badgeservice.cli.accounts import client_app, key_app, organisation_app
from badgeservice.cli.bases import bases_app
from badgeservice.cli.cases import cases_app
from badgeservice.cli.contexts import contexts_app
from badgeservice.cli.jose import jose_app
from badgeservice.cli.keys import key_show
from badgeservice.cli.library import library_app
from badgeservice.cli.registries import registry_app
from badgeservice.cli.service import Exit, end, errors_explained, service_of, talk
from badgeservice.cli.serving import serve_application, upgrade_database_apart
from badgeservice.cli.verifying import verify_command
from badgeservice.cli.workers import Place
from badgeservice.config import MOST_WORKERS
from badgeservice.main import create_app, openapi_document, upgrade_database

application = typer.Typer(
    name="badgeservice",
    help="Issue, verify and recognise Open Badges 3.0.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
application.add_typer(library_app, name="library")
application.add_typer(cases_app, name="cases")
application.add_typer(bases_app, name="bases")
application.add_typer(contexts_app, name="contexts")
application.add_typer(registry_app, name="registry")
application.add_typer(organisation_app, name="organisation")
application.add_typer(client_app, name="client")
application.add_typer(key_app, name="key")
key_app.command("show")(key_show)
application.add_typer(jose_app, name="jose")
application.command("verify")(verify_command)

# The password in a database URL: what stands between the user's name and the host.
_PASSWORD: Final = re.compile(r"(://[^:/@]*:)[^@]*(@)")

db_app = typer.Typer(help="Look after the database.", no_args_is_help=True)
application.add_typer(db_app, name="db")
config_app = typer.Typer(help="Look at the settings.", no_args_is_help=True)
application.add_typer(config_app, name="config")


@application.command()
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    workers: Annotated[
        int | None,
        typer.Option(
            help="Processes to serve with; left out, as BADGESERVICE_WORKERS says.",
            min=1,
            max=MOST_WORKERS,
        ),
    ] = None,
) -> None:
    """Run the service, after bringing the database up to date.

    Example: badgeservice serve --port 8000 --workers 2
    """
    settings = service_of(context).settings
    with errors_explained():
        upgrade_database_apart(settings)
        app = create_app(settings)
    serve_application(app, Place(host=host, port=port), workers=workers or settings.workers)


@application.command()
def demo(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Do the job, print the reports, and end.")
    ] = False,
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    directory: Annotated[
        Path, typer.Option(help="Where the demo keeps its database and keys.")
    ] = Path("var"),
) -> None:
    """Show a badge's whole life: library, issue, verify, recognise, revoke.

    Example: badgeservice demo --once
    """
    # Who serves is no demo.
    from badgeservice.demo import DemoError, run_demo  # noqa: PLC0415 – see above

    try:
        run_demo(once=once, port=port, directory=directory)
    except DemoError as cause:
        end(str(cause), Exit.INVALID)


@application.command()
def openapi(
    output: Annotated[
        Path | None, typer.Option(help="Write to this file instead of standard output.")
    ] = None,
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether the file is up to date.")
    ] = False,
) -> None:
    """Print the OpenAPI document of the API.

    Example: badgeservice openapi --output openapi.yaml
    """
    text = yaml.safe_dump(openapi_document(), sort_keys=False, allow_unicode=True, width=100)
    if check and output is None:
        end("Name the file to check: --output openapi.yaml --check", Exit.USAGE)
    if output is None:
        sys.stdout.write(text)
    elif not check:
        output.write_text(text, encoding="utf-8")
        talk.print(f"Wrote {escape(str(output))}")
    elif not output.is_file() or output.read_text(encoding="utf-8") != text:
        end(f"{output} is not what the service serves; run: make openapi", Exit.INVALID)


@db_app.command("upgrade")
def db_upgrade(context: typer.Context) -> None:
    """Bring the database to the newest version of its tables.

    Example: badgeservice db upgrade
    """
    with errors_explained():
        upgrade_database(service_of(context).settings)
    talk.print("The database is up to date.")


@config_app.command("show")
def config_show(context: typer.Context) -> None:
    """Print every setting with its environment variable; secrets are masked.

    Example: badgeservice config show
    """
    settings = service_of(context).settings
    shown = settings.model_dump(mode="json")
    for name, field in type(settings).model_fields.items():
        value = shown[name]
        text = value if isinstance(value, str) else json.dumps(value)
        masked = _PASSWORD.sub(r"\1***\2", "" if value is None else text)
        sys.stdout.write(f"# {field.description}\nBADGESERVICE_{name.upper()}={masked}\n\n")

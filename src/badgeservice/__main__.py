"""`python -m badgeservice` and the `badgeservice` command."""

from badgeservice.cli.application import application


def main() -> None:
    """Run the command line."""
    application()


if __name__ == "__main__":
    main()

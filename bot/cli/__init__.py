"""`jorge`: one file per verb; each has `register(app)`."""

from __future__ import annotations

import os
import pkgutil
import sys
from importlib import import_module

import typer

OLDEST_PYTHON = (3, 11)


def build() -> typer.Typer:
    """The command line, with every verb in this folder."""
    app = typer.Typer(
        name="jorge",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help="Jorge, a residential real-estate agent's colleague in Slack.",
    )
    for entry in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        if not entry.name.startswith("_"):  # __main__ only starts it
            import_module(f"{__name__}.{entry.name}").register(app)
    return app


def keep_algebra_to_one_thread() -> None:
    """Tell numpy's linear algebra, before it is loaded, to use one thread unless the environment says otherwise.

    The valuation's matrices are small: more threads only wait for each other, several times as long on a busy machine.
    """
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def main() -> None:
    """Run `jorge`. What a person can mend ends in one clear line and status 2."""
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(f"jorge needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    keep_algebra_to_one_thread()
    from bot.settings import SettingsError
    from bot.web.server import PortTaken

    try:
        build()()
    except (SettingsError, PortTaken) as error:
        typer.secho(f"jorge: {error}", fg="red", err=True)
        sys.exit(2)

"""Templates of what a newcomer adds: a vendor, a tool, a rule, a slash command."""

from __future__ import annotations

import keyword
import re
from importlib.resources import files
from pathlib import Path
from typing import Final

_TARGETS: Final = {
    "vendor": {
        "connector.txt": "integrations/crm/connectors/{name}.py",
        "stand_in.txt": "integrations/simulated/{name}/__init__.py",
    },
    "tool": {"tool.txt": "tools/{name}.py", "tool_test.txt": "tests/tools/test_{name}.py"},
    "rule": {"rule.txt": "bot/rules/book/{name}.yml"},
    "command": {"command.txt": "bot/slack/commands/{name}.py"},
}


class NameRefused(ValueError):
    """The name cannot be used, or the file is there already."""


def write(what: str, name: str, into: Path) -> list[Path]:
    """Write the files of a new `what` called `name` below the clone at `into`, and return them.

    Raises:
        NameRefused: the name is no module name, the folder is no clone, or a file is there already.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,40}", name) or keyword.iskeyword(name):
        raise NameRefused(f"{name!r} is no module name; write it in snake_case, e.g. book_showing")
    if not (into / "pyproject.toml").is_file():
        raise NameRefused(f"{into.resolve().name} is no clone of Jorge; run this in the clone's folder")
    targets = {template: into / target.format(name=name) for template, target in _TARGETS[what].items()}
    if taken := next((path for path in targets.values() if path.exists()), None):
        raise NameRefused(f"{taken.relative_to(into)} is there already; choose another name")
    return [_write(template, path, name) for template, path in targets.items()]


def _write(template: str, path: Path, name: str) -> Path:
    text = files(__package__).joinpath(template).read_text("utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    words = name.replace("_", " ")
    filled = text.replace("@name@", name).replace("@words@", words).replace("@Class@", words.title().replace(" ", ""))
    path.write_text(filled.replace("@Words@", words.capitalize()), "utf-8")
    return path

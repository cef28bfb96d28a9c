"""The prompts: Markdown files with front matter (purpose, version). Plain text, read once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_FRONT = re.compile(r"\A---\n(?P<front>.*?)\n---\n(?P<text>.*)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt: what it is for, its version, and the text a model reads."""

    purpose: str
    version: str
    text: str


@cache
def load(name: str) -> Prompt:
    """The prompt in `prompts/<name>.md`.

    Raises:
        FileNotFoundError: there is none of that name.
        ValueError: its front matter lacks a purpose or a version.
    """
    found = _FRONT.match(files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8"))
    front = dict(line.split(": ", 1) for line in found["front"].splitlines() if ": " in line) if found else {}
    if found is None or not {"purpose", "version"} <= front.keys():
        raise ValueError(f"prompts/{name}.md needs front matter with purpose and version")
    return Prompt(front["purpose"], front["version"], found["text"].strip())

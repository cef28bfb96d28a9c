from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit

_LINK = re.compile(
    r"<(?P<url>(?:https?|ftp|mailto|tel|javascript|data|file|slack):[^>|\s]*)(?:\|(?P<label>[^>]*))?>", re.IGNORECASE
)
_MARKDOWN = re.compile(r"!?\[(?P<label>[^\]]*)\]\(\s*<?(?P<url>[^)\s>]*)>?[^)]*\)")
_URL = re.compile(
    r"(?<![\w+.-])(?:[a-z][a-z0-9+.-]*://|(?:javascript|data|file|slack|mailto|ftp):(?=\S))[^\s<>|)\]]*", re.IGNORECASE
)
_BARE = re.compile(
    r"(?<![\w@/.-])(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|io|co|ru|info|biz|xyz|app|dev|me|link|site|online|top|cc|ly|ai|us|tk)(?:/[^\s<>|)\]]*)?(?![\w.@-])",
    re.IGNORECASE,
)
_MENTION = re.compile(r"<(?P<what>[!@#][^>]*)>|(?<![\w<])@(?P<mass>channel|here|everyone)\b", re.IGNORECASE)
_HARMLESS = frozenset(("realtor.com", "homes.com", "zillow.com", "redfin.com"))
_GONE = "[link removed]"


class Gate:
    """What leaves for Slack: links only to hosts on the allow-list, and nobody is mentioned.

    A link preview can leak data without a click, so that a link to anywhere else is taken out, whoever wrote it.
    """

    def __init__(self, hosts: Collection[str] = ()) -> None:
        self._hosts = frozenset(host.lower() for host in hosts)

    def pass_out(self, text: str) -> str:
        """The text as it may be shown."""
        text = _MARKDOWN.sub(self._labelled, text)
        text = _LINK.sub(self._labelled, text)
        text = _URL.sub(lambda found: found.group() if self._allowed(found.group()) else _GONE, text)
        text = _BARE.sub(self._bare, text)
        return _MENTION.sub(_quiet, text)

    def _labelled(self, found: re.Match[str]) -> str:
        if self._allowed(found["url"]):
            return found.group()
        label = (found["label"] or "").strip()
        return f"{label} {_GONE}".strip() if not _URL.search(label) else _GONE

    def _bare(self, found: re.Match[str]) -> str:
        said = found.group()
        host = said.lower().removeprefix("www.").partition("/")[0]
        inside = found.string[max(0, found.start() - 3) : found.start()]
        if "//" in inside or host in self._hosts or said.lower() in _HARMLESS:
            return said
        return _GONE

    def _allowed(self, url: str) -> bool:
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
        except ValueError:
            return False
        return parts.scheme in ("http", "https") and host.lower() in self._hosts and "@" not in parts.netloc


class Stream:
    """Passes a text through the gate piece by piece, holding back what may still become a link or a mention."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._held = ""

    def feed(self, delta: str) -> str:
        """The next piece; returns what may be shown now."""
        self._held += delta
        cut = self._held.rfind(" ") + 1
        for opening, closing in (("<", ">"), ("[", ")")):
            start = self._held.rfind(opening)
            if start >= 0 and closing not in self._held[start:]:
                cut = min(cut, start)
        ready, self._held = self._held[:cut], self._held[cut:]
        return self._gate.pass_out(ready)

    def end(self) -> str:
        """The rest."""
        rest, self._held = self._held, ""
        return self._gate.pass_out(rest)


def _quiet(found: re.Match[str]) -> str:
    """A mention that mentions nobody: without the angle brackets, and with a zero-width joint behind the @."""
    said = (found["mass"] or found["what"]).lstrip("!@#")
    return f"@\u2060{said.partition('|')[2] or said.partition('^')[0]}"

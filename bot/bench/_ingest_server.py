"""The server of `jorge bench ingest`, as a process of its own: the real ingress on one of three inboxes."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bot import loop
from bot.bench._ingest_load import KEY
from bot.engine.inbox import Inbox
from bot.engine.orchestrator import ProcessingResult, WebhookOrchestrator
from bot.web.app import create_web
from bot.web.server import Server, settle
from integrations.events import Event
from integrations.store import Store
from integrations.store.intake import Verdict, commit
from integrations.wire.inbound import Delivery, WebhookSource
from integrations.wire.sources import ConfiguredSource, SourceCard

_CARD: Final = SourceCard("bench", "Bench", "followupboss", key=("eventId",), type="event")


class Bare(WebhookOrchestrator):
    """The ceiling: HTTP, signature, reading; nothing is kept."""

    async def receive(self, source: str, delivery: Delivery) -> ProcessingResult:
        """Verify and read."""
        connector: WebhookSource = self._sources[source]
        connector.verify(delivery)
        return ProcessingResult(event_ids=tuple(hint.key for hint in connector.read(delivery)))


class Lonely(Inbox):
    """The floor: a commit for every request."""

    async def put_all(self, events: Sequence[Event]) -> list[Verdict]:
        """Write and commit these alone."""
        return (await asyncio.to_thread(commit, self._store, [events]))[0]


async def serve(mode: str, url: str) -> None:
    """Serve until the standard input is closed; prints the port."""
    store = Store(url)
    store.migrate()
    inbox = Lonely(store) if mode == "single" else Inbox(store)
    kind = Bare if mode == "bare" else WebhookOrchestrator
    orchestrator = kind(store, inbox, {"bench": ConfiguredSource(_CARD, KEY)})

    async def state() -> Sequence[tuple[str, bool, str]]:
        return ()

    server = Server(create_web(orchestrator, public_url="http://127.0.0.1", state=state, reports=Path()), 0)
    await server.start()
    settle()
    sys.stdout.write(f"{server.port}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    await server.stop()
    store.close()


def main(mode: str, url: str) -> None:
    """Serve as `jorge web` does."""
    with contextlib.suppress(KeyboardInterrupt):
        loop.run(serve(mode, url))


if __name__ == "__main__":
    main(*sys.argv[1:])

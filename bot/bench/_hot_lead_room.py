"""What stands around the engine in `jorge bench hot-lead`: a CRM in memory, a Slack on a socket with a stopwatch."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson
from sqlalchemy import insert, select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.web.server import Server
from integrations.models.contact import Activity, Contact
from integrations.wire.inbound import Delivery, Hint

_CHUNK: Final = 500


class People:
    """A CRM in memory: whoever is asked for is hot and has just inquired. It signs nothing and answers at once."""

    systems = ("bench",)

    def get_connector(self, _slug: str) -> People:
        """Itself."""
        return self

    def verify(self, delivery: Delivery) -> None:
        """Take everything."""

    def read(self, delivery: Delivery) -> list[Hint]:
        """One hint about one person."""
        said = orjson.loads(delivery.body)
        return [Hint(said["person"], "peopleUpdated", said)]

    async def people_of(self, hint: Hint) -> tuple[str, ...]:
        """The person."""
        return (str(hint.payload["person"]),)

    async def refresh_contact(self, _system: str, external_id: str, **_how: object) -> Contact:
        """Read the person again."""
        return Contact(id=external_id, first_name=external_id, phones=("+12065550123",), jorge_temperature=91)

    async def history(self, contact_id: str, _count: int) -> list[Activity]:
        """What the person did."""
        when = datetime.now(UTC) - timedelta(seconds=1)
        return [Activity(external_id=f"a:{contact_id}", kind="Inquiry", occurred_at=when)]


class Phone:
    """Texts go nowhere."""

    systems = ()

    async def text_owner(self, _body: str, key: str) -> str:
        """Send nothing."""
        return f"sent {key}"


class Slack:
    """Remembers when which message arrived."""

    def __init__(self) -> None:
        self.arrived: dict[str, float] = {}
        self.news = asyncio.Event()
        app = Starlette(routes=[Route("/api/{method}", self._answer, methods=["GET", "POST"])])
        self.server = Server(app, 0)

    async def _answer(self, request: Request) -> Response:
        now = time.monotonic()
        method = request.path_params["method"]
        if method == "chat.postMessage":
            body = await request.body()
            is_json = request.headers.get("content-type", "").startswith("application/json")
            said: Any = orjson.loads(body) if is_json else await request.form()
            self.arrived.setdefault(str(said["text"]), now)
            self.news.set()
        return JSONResponse({"ok": True, "channel": {"id": "D1"} if "open" in method else "D1", "ts": f"{now:.6f}"})

    def when(self, name: str) -> float | None:
        """When the message about somebody arrived."""
        return next((at for text, at in self.arrived.items() if f" {name}" in f" {text}".replace(".", " ")), None)


def multiply(system: Any, workflow_id: str, copies: int) -> None:
    """Queue a queued workflow many times more; one by one that would take longer than the measurement."""
    tables = (system.tables.workflow_status, system.tables.workflow_input)
    with system.engine.begin() as connection:
        for table in tables:
            query = select(table).where(table.c.workflow_uuid == workflow_id)
            row = dict(connection.execute(query).mappings().one())
            rows: Sequence[dict[str, Any]] = [row | {"workflow_uuid": f"{workflow_id}:{n}"} for n in range(copies)]
            for start in range(0, copies, _CHUNK):
                connection.execute(insert(table), rows[start : start + _CHUNK])

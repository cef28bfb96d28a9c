from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

from pydantic import BaseModel, ValidationError

from integrations.wire.client import Client
from integrations.wire.errors import Unreadable

_EARLY: Final = 60.0
_SHARE: Final = 0.8


class _Grant(BaseModel):
    access_token: str
    expires_in: float = 3600.0


class BearerToken:
    """A long-lived token that was given to us; renewing it is beyond us."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def current(self) -> str:
        """The token."""
        return self._token

    def refuse(self, token: str) -> bool:  # noqa: ARG002
        """Whether a new token can be had after this one was refused."""
        return False


class ClientCredentials:
    """OAuth2 client credentials: one token for all requests, renewed before it expires or when it was refused."""

    def __init__(
        self,
        client: Client,
        token_url: str,
        client_id: str,
        client_secret: str,
        scope: str = "",
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._url = token_url
        self._form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret}
        if scope:
            self._form["scope"] = scope
        self._clock = clock
        self._lock = asyncio.Lock()
        self._token = ""
        self._renew_at = 0.0

    async def current(self) -> str:
        """A token that is good for now. Raises a `WireError`."""
        async with self._lock:
            if not self._token or self._clock() >= self._renew_at:
                grant = await self._ask()
                self._token = grant.access_token
                self._renew_at = self._clock() + _life(grant.expires_in)
            return self._token

    def refuse(self, token: str) -> bool:
        """Forget a token that the server refused. True: a new one can be asked for."""
        if token == self._token:
            self._token = ""
        return True

    async def _ask(self) -> _Grant:
        reply = await self._client.post(self._url, data=self._form)
        try:
            return _Grant.model_validate(reply.json())
        except ValidationError as error:
            raise Unreadable(self._client.vendor, f"{self._url} sent no access token") from error


def _life(expires_in: float) -> float:
    """How long to use a token: until a minute before its end, or for most of a short life."""
    return max(expires_in - _EARLY, expires_in * _SHARE) if expires_in > 2 * _EARLY else expires_in * _SHARE

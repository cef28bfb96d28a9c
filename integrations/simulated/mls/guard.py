"""Who gets in: tokens, headers, quotas, and the refusals that habits ask for."""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from integrations.simulated.mls.habits import Habits, Quota
from integrations.simulated.mls.manners import check_headers
from integrations.simulated.mls.platform import Platform
from integrations.simulated.mls.problems import Problem
from integrations.simulated.mls.tokens import CLIENT_ID, CLIENT_SECRET, Tokens

if TYPE_CHECKING:
    from integrations.simulated.town import Town


class Guard:
    """The door of one platform; its habits live in `town.habits` under the platform's slug."""

    def __init__(self, town: Town, platform: Platform) -> None:
        """Begin with the platform's usual habits."""
        self._town = town
        self._platform = platform
        self._uses: dict[str, int] = {}
        self._tokens = Tokens(town.shelf, town.clock)
        self._quota = Quota()
        usual = Habits(
            page_max=platform.page_max,
            shuffle=not platform.orders and platform.slug == "bright",
            per_minute=platform.per_minute,
            per_second=platform.per_second,
            token_seconds=platform.token_seconds,
        )
        town.habits.setdefault(platform.slug, usual)

    @property
    def habits(self) -> Habits:
        """Return how the server behaves now."""
        habits: Habits = self._town.habits[self._platform.slug]
        return habits

    def _behave(self, **changes: Any) -> None:
        self._town.habits[self._platform.slug] = replace(self.habits, **changes)

    async def token(self, request: Request) -> Response:
        """Answer `POST /oauth2/token` (RFC 6749, client credentials; in the form or by Basic)."""
        form = await request.form()
        given = (str(form.get("client_id", "")), str(form.get("client_secret", "")))
        if (header := request.headers.get("authorization", "")).startswith("Basic "):
            given = _read_basic(header[6:])
        if form.get("grant_type") != "client_credentials":
            return JSONResponse({"error": "unsupported_grant_type"}, status_code=400)
        if given != (CLIENT_ID, CLIENT_SECRET):
            return JSONResponse({"error": "invalid_client"}, status_code=401)
        if self._platform.scope not in str(form.get("scope", "")):
            return JSONResponse({"error": "invalid_scope"}, status_code=400)
        seconds = self.habits.token_seconds
        token = self._tokens.issue(seconds)
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": seconds, "scope": "api"}
        return JSONResponse(answer, headers={"Cache-Control": "no-store"})

    def admit(self, request: Request) -> None:
        """Raise the refusal of a request that is not let in."""
        highest = request.headers.get("odata-maxversion") or request.headers.get("odata-version") or "4.01"
        if highest not in {"4.0", "4.01"}:
            raise Problem(400, "UnsupportedVersion", f"OData version {highest} is not served.", target="OData-Version")
        check_headers(self._platform, request.headers)
        if self._platform.slash_refused and request.url.path.endswith("/") and request.url.query:
            raise Problem(400, "BadRequest", "No / before the question mark.")
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if self._platform.query_token and not token:
            token = request.query_params.get("access_token", "")
        token = token.strip()
        if not self._is_good(scheme, token):
            raise Problem(401, "Unauthorized", "The token is missing, false or has ended.", target="Authorization")
        self._count(token)

    def _count(self, token: str) -> None:
        code = "1550" if self._platform.quota == "spark" else "TooManyRequests"
        if self.habits.refuse_next > 0:
            self._behave(refuse_next=self.habits.refuse_next - 1)
            raise Problem(429, code, "Too many requests.", retry_after=self.habits.refusal_seconds)
        if wait := self._quota.wait(token, self.habits.per_minute):
            raise Problem(429, code, "The minute's quota is used up.", retry_after=wait)
        if self._quota.is_too_fast(token, self.habits.per_second):
            self._behave(suspended=True)
            raise Problem(429, code, "Too many requests in a second: this token is suspended.", retry_after=60)

    def _is_good(self, scheme: str, token: str) -> bool:
        if self.habits.suspended or (scheme and scheme.lower() != "bearer"):
            return False
        if self._platform.token:
            return token == self._platform.token
        self._uses[token] = self._uses.get(token, 0) + 1
        limit = self.habits.requests_a_token
        return self._tokens.is_good(token) and not (limit and self._uses[token] > limit)

    def spoil(self) -> None:
        """Raise what habits want instead of an answer."""
        if self.habits.error_on_200_next > 0:
            self._behave(error_on_200_next=self.habits.error_on_200_next - 1)
            raise Problem(200, "InternalError", "The search could not be completed.")
        if self.habits.fails_after == 0:
            raise Problem(400, "BadRequest", "Not today.")
        if self.habits.fails_after > 0:
            self._behave(fails_after=self.habits.fails_after - 1)


def _read_basic(text: str) -> tuple[str, str]:
    try:
        name, _, secret = base64.b64decode(text).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return unquote(name), unquote(secret)

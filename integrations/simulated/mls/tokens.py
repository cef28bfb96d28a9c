"""OAuth 2.0 client credentials: signed tokens that end, and that stay good over a restart until then."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime

from integrations.simulated.shelf import Shelf

CLIENT_ID = "jorge"
CLIENT_SECRET = "jorge-town"


class Tokens:
    """Issues and checks bearer tokens."""

    def __init__(self, shelf: Shelf, clock: Callable[[], datetime]) -> None:
        """Keep the signing secret on the shelf."""
        secret = shelf.meta("mls.token_secret")
        if secret is None:
            secret = secrets.token_hex(16)
            shelf.set_meta("mls.token_secret", secret)
        self._secret = secret.encode()
        self._clock = clock

    def issue(self, seconds: int) -> str:
        """Return a token that is good for so many seconds."""
        until = f"{self._clock().timestamp() + seconds:.3f}"
        text = f"{until}.{secrets.token_hex(4)}"
        return base64.urlsafe_b64encode(f"{text}.{self._sign(text)}".encode()).decode()

    def is_good(self, token: str) -> bool:
        """Say whether the token is ours and has not ended."""
        try:
            text, _, signature = base64.urlsafe_b64decode(token.encode()).decode().rpartition(".")
        except (binascii.Error, UnicodeError, ValueError):
            return False
        if not hmac.compare_digest(signature.encode(), self._sign(text).encode()):
            return False
        return float(text.rpartition(".")[0]) > self._clock().timestamp()

    def _sign(self, text: str) -> str:
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()[:32]

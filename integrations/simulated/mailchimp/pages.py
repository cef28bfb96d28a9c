from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from integrations.simulated.mailchimp.account import Account, hash_of
from integrations.simulated.mailchimp.campaigns import Campaigns
from integrations.simulated.mailchimp.outbox import draw_campaign, draw_leaving, draw_mail, draw_outbox

# An e-mail is whatever its sender wrote; it may show itself and do nothing else.
_TAME = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data: http: https:"}
_SENT = ("sending", "sent")


class Pages:
    """What people look at: the outbox, an e-mail, and the page behind its unsubscribe link. No vendor has these."""

    def __init__(self, account: Account, campaigns: Campaigns) -> None:
        self._account = account
        self._campaigns = campaigns

    async def outbox(self, _request: Request) -> Response:
        """GET /outbox."""
        return HTMLResponse(draw_outbox([one for one in self._campaigns.listed() if one["status"] in _SENT]))

    async def campaign(self, request: Request) -> Response:
        """GET /outbox/{id}."""
        key = request.path_params["id"]
        return HTMLResponse(draw_campaign(self._campaigns.found(key), self._campaigns.report(key)))

    async def mail(self, request: Request) -> Response:
        """GET /outbox/{id}/mail: as the first recipient, or the one in `to`, has it."""
        campaign = self._campaigns.found(request.path_params["id"])
        to = request.query_params.get("to") or next(iter(campaign["_sent_to"]), "")
        mark = hash_of(to)
        link = f"{self._account.town.public_url}/mailchimp/unsubscribe/{mark}?c={campaign['id']}"
        return HTMLResponse(draw_mail(campaign, self._account.members.get(mark) or {}, link), headers=_TAME)

    async def leave(self, request: Request) -> Response:
        """GET shows a button, POST unsubscribes: link scanners only look."""
        mark = request.path_params["hash"]
        member = self._account.member(mark)
        done = request.method == "POST"
        if done:
            self._account.leave(mark, campaign=request.query_params.get("c", ""))
            self._account.mail.resume()
        return HTMLResponse(draw_leaving(member["email_address"], done=done))

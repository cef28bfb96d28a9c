from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from integrations.simulated.mailchimp.account import Account, hash_of
from integrations.simulated.mailchimp.habits import LIST_ID
from integrations.simulated.mailchimp.refusal import Refusal, not_found, wrong

_TYPES = ("regular", "plaintext", "variate")
_OPEN_SHARE, _CLICK_SHARE = 0.46, 0.14
_FIRST_OPEN, _LAST_OPEN = 20.0, 2 * 86_400.0  # seconds after the sending


class Campaigns:
    """E-mail campaigns: made, filled, checked, sent to who is subscribed at that moment, and reported on."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._kept = account.campaigns

    def listed(self) -> list[dict[str, Any]]:
        """Every campaign, newest first."""
        return [self.found(key) for key in list(self._kept)[::-1]]

    def found(self, key: str) -> dict[str, Any]:
        """One campaign as it is now; a scheduled one whose time has come is sent.

        Raises:
            Refusal: there is none.
        """
        if key not in self._kept:
            raise not_found()
        campaign = self._kept[key]
        now = self.account.town.clock()
        if campaign["status"] == "schedule" and datetime.fromisoformat(campaign["send_time"]) <= now:
            self._send(campaign, campaign["send_time"])
        if campaign["status"] == "sending" and campaign["_done_at"] <= now.timestamp():
            campaign["status"] = "sent"
            self._kept.touch(key)
        return campaign

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        """A new draft.

        Raises:
            Refusal: wrong type or audience, or a segment there is not.
        """
        kind, recipients = body.get("type"), body.get("recipients") or {}
        if kind not in _TYPES:
            raise wrong("type", "Data presented is not one of the accepted values.")
        if recipients.get("list_id") != LIST_ID:
            raise wrong("recipients.list_id", "The list does not exist.")
        saved = (recipients.get("segment_opts") or {}).get("saved_segment_id")
        if saved is not None:
            self.account.segment(str(saved))
        number = self.account.next_id("campaign")
        key = hashlib.md5(f"campaign {number}".encode(), usedforsecurity=False).hexdigest()[:10]
        campaign = {
            "id": key, "web_id": number, "type": kind, "create_time": self.account.now(), "send_time": "",
            "status": "save", "emails_sent": 0, "recipients": recipients, "settings": body.get("settings") or {},
            "_html": "", "_text": "", "_sent_to": [], "_done_at": 0.0,
        }  # fmt: skip
        self._kept[key] = campaign
        return campaign

    def fill(self, key: str, body: dict[str, Any]) -> dict[str, Any]:
        """Set the content of a draft.

        Raises:
            Refusal: it is no draft any more.
        """
        campaign = self._draft(key)
        campaign |= {"_html": str(body.get("html") or ""), "_text": str(body.get("plain_text") or "")}
        self._kept[key] = campaign
        return {"html": campaign["_html"], "plain_text": campaign["_text"]}

    def delete(self, key: str) -> None:
        """Remove a draft or a sent campaign."""
        self.found(key)
        del self._kept[key]

    def checklist(self, key: str) -> dict[str, Any]:
        """What stands in the way of sending."""
        campaign = self.found(key)
        settings, people = campaign["settings"], self.recipients(campaign)
        has_way_out = "*|UNSUB|*" in campaign["_html"] + campaign["_text"]
        checks = [
            ("Subject", bool(settings.get("subject_line")), "You entered a subject line."),
            ("From", bool(settings.get("from_name") and settings.get("reply_to")), "The sender is set."),
            ("Content", bool(campaign["_html"] or campaign["_text"]), "The campaign has content."),
            ("Unsubscribe", has_way_out, "The content has an unsubscribe link."),
            ("Audience", bool(people), f"{len(people)} recipients."),
        ]
        items = [
            {"type": "success" if good else "error", "id": number, "heading": name, "details": said if good else
             f"{name}: this is missing."}
            for number, (name, good, said) in enumerate(checks, 500)
        ]  # fmt: skip
        return {"is_ready": all(good for _, good, _ in checks), "items": items}

    def send(self, key: str) -> None:
        """Send a draft now.

        Raises:
            Refusal: it is no draft any more, or not ready.
        """
        campaign = self._draft(key)
        self._demand_ready(key)
        self._send(campaign, self.account.now())

    def schedule(self, key: str, when: str) -> None:
        """Send a draft later.

        Raises:
            Refusal: it is no draft any more, not ready, or the time is over.
        """
        campaign = self._draft(key)
        self._demand_ready(key)
        try:
            moment = datetime.fromisoformat(when)
        except ValueError as error:
            raise wrong("schedule_time", "This value should be a valid datetime.") from error
        if moment <= self.account.town.clock():
            raise wrong("schedule_time", "The time is in the past.")
        campaign |= {"status": "schedule", "send_time": moment.isoformat()}
        self._kept[key] = campaign

    def unschedule(self, key: str) -> None:
        """Make a scheduled campaign a draft again."""
        campaign = self.found(key)
        if campaign["status"] != "schedule":
            raise Refusal(400, "Bad Request", "The campaign is not scheduled.")
        campaign |= {"status": "save", "send_time": ""}
        self._kept[key] = campaign

    def recipients(self, campaign: dict[str, Any]) -> list[str]:
        """Addresses that it would go to now: subscribed, and in the segment where there is one."""
        members = self.account.members
        saved = (campaign["recipients"].get("segment_opts") or {}).get("saved_segment_id")
        marks = list(members) if saved is None else self.account.segment(str(saved))["_members"]
        return [members[m]["email_address"] for m in marks if m in members and members[m]["status"] == "subscribed"]

    def report(self, key: str) -> dict[str, Any]:
        """Numbers of a sent campaign; opens and clicks come in over two days, the same for every look at a time.

        Raises:
            Refusal: it was not sent.
        """
        campaign = self.found(key)
        if campaign["status"] not in {"sending", "sent"}:
            raise not_found()
        age = (self.account.town.clock() - datetime.fromisoformat(campaign["send_time"])).total_seconds()
        people = campaign["_sent_to"]
        opens = sum(_happened(f"open {key} {one}", _OPEN_SHARE, age) for one in people)
        clicks = sum(_happened(f"open {key} {one}", _CLICK_SHARE, age - 30) for one in people)
        left = sum(self.account.members.get(hash_of(one), {}).get("status") == "unsubscribed" for one in people)
        total = len(people) or 1
        return {
            "id": key, "campaign_title": campaign["settings"].get("title", ""), "type": campaign["type"],
            "list_id": LIST_ID, "emails_sent": len(people), "abuse_reports": 0, "unsubscribed": left,
            "send_time": campaign["send_time"], "subject_line": campaign["settings"].get("subject_line", ""),
            "bounces": {"hard_bounces": 0, "soft_bounces": 0, "syntax_errors": 0},
            "opens": {"opens_total": opens + opens // 3, "unique_opens": opens, "open_rate": opens / total},
            "clicks": {"clicks_total": clicks, "unique_clicks": clicks, "click_rate": clicks / total},
        }  # fmt: skip

    def _draft(self, key: str) -> dict[str, Any]:
        campaign = self.found(key)
        if campaign["status"] not in {"save", "paused"}:
            raise Refusal(400, "Bad Request", f"The campaign is {campaign['status']} and cannot be changed.")
        return campaign

    def _demand_ready(self, key: str) -> None:
        checked = self.checklist(key)
        if not checked["is_ready"]:
            why = "; ".join(one["details"] for one in checked["items"] if one["type"] == "error")
            raise Refusal(400, "Bad Request", f"Your campaign is not ready to send: {why}")

    def _send(self, campaign: dict[str, Any], at: str) -> None:
        people = self.recipients(campaign)
        done = self.account.town.clock() + timedelta(seconds=self.account.habits.sending_for)
        campaign |= {"status": "sending", "send_time": at, "emails_sent": len(people)}
        campaign |= {"_sent_to": people, "_done_at": done.timestamp()}
        self._kept[campaign["id"]] = campaign


def _happened(what: str, share: float, age: float) -> bool:
    """Whether something that `share` of the people do, most of them soon, has been done after `age` seconds."""
    drawn = hashlib.sha256(what.encode()).digest()
    will, when = int.from_bytes(drawn[:4]) / 2**32, int.from_bytes(drawn[4:8]) / 2**32
    return will < share and age >= float(_FIRST_OPEN * (_LAST_OPEN / _FIRST_OPEN) ** when)

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from integrations.simulated.mailchimp.habits import HABITS, LIST_ID, Habits
from integrations.simulated.mailchimp.hooks import Hooks
from integrations.simulated.mailchimp.refusal import Refusal, not_found, wrong
from integrations.simulated.town import Town

STATUSES = ("subscribed", "unsubscribed", "cleaned", "pending", "transactional")
_SEEDED = "mailchimp.seeded"


class Account:
    """One account with one audience: its members, segments, campaigns and webhooks on the town's shelf."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.members = town.shelf.drawer("mailchimp.member")
        self.segments = town.shelf.drawer("mailchimp.segment")
        self.campaigns = town.shelf.drawer("mailchimp.campaign")
        self.mail = Hooks(town)
        self._fill()

    @property
    def habits(self) -> Habits:
        """How the stand-in behaves."""
        habits: Habits = self.town.habits[HABITS]
        return habits

    def next_id(self, kind: str) -> int:
        """A new number for a document of this kind."""
        number = int(self.town.shelf.meta(f"mailchimp.next.{kind}", "1") or "1")
        self.town.shelf.set_meta(f"mailchimp.next.{kind}", str(number + 1))
        return number

    def now(self) -> str:
        """The present second as the vendor writes it."""
        return stamp(self.town.clock())

    def member(self, mark: str) -> dict[str, Any]:
        """The member with this hash.

        Raises:
            Refusal: there is none.
        """
        if mark not in self.members:
            raise not_found()
        return self.members[mark]

    def put(self, body: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        """Add or change a member; whether it is new. A `status` is taken as given, even of one who has left.

        Raises:
            Refusal: no address, or no status for a new one.
        """
        email = str(body.get("email_address") or "")
        if "@" not in email:
            raise wrong("email_address", "Please provide a valid email address.")
        mark = hash_of(email)
        known = self.members.get(mark)
        status = body.get("status") or (known["status"] if known else body.get("status_if_new"))
        if status not in STATUSES:
            raise wrong("status_if_new", "Data presented is not one of the accepted values.")
        member = known or self._new_member(email)
        member |= {"status": status, "last_changed": self.now()}
        member["merge_fields"] = {**member["merge_fields"], **(body.get("merge_fields") or {})}
        self.members[mark] = member
        return member, known is None

    def tag(self, mark: str, name: str, *, active: bool) -> None:
        """Put a tag on a member, or take it off."""
        member = self.member(mark)
        tags = [one for one in member["tags"] if one["name"] != name]
        member["tags"] = [*tags, {"id": int(hash_of(name)[:6], 16), "name": name}] if active else tags
        member["last_changed"] = self.now()
        self.members[mark] = member

    def leave(self, mark: str, source: str = "user", campaign: str = "") -> dict[str, Any]:
        """Somebody unsubscribes; everyone who listens is told."""
        member = self.member(mark)
        if member["status"] != "unsubscribed":
            member |= {"status": "unsubscribed", "last_changed": self.now(), "unsubscribe_reason": "None given"}
            self.members[mark] = member
            fields = {"action": "unsub", "reason": "manual", "id": mark[:10], "email": member["email_address"]}
            fields |= {"email_type": "html", "list_id": LIST_ID, "campaign_id": campaign}
            self.mail.tell("unsubscribe", source, fields)
        return member

    def segment(self, key: str) -> dict[str, Any]:
        """The segment with this id.

        Raises:
            Refusal: there is none.
        """
        if key not in self.segments:
            raise not_found()
        return self.segments[key]

    def public(self, member: dict[str, Any]) -> dict[str, Any]:
        """A member as the vendor shows it."""
        return {**member, "tags_count": len(member["tags"]), "list_id": LIST_ID}

    def _new_member(self, email: str) -> dict[str, Any]:
        mark = hash_of(email)
        return {
            "id": mark, "email_address": email, "unique_email_id": mark[:10], "email_type": "html", "status": "",
            "merge_fields": {}, "tags": [], "timestamp_opt": self.now(), "last_changed": self.now(),
        }  # fmt: skip

    def _fill(self) -> None:
        """Put the world's leads into an empty audience, once; who never agreed to e-mail is no member."""
        shelf = self.town.shelf
        if shelf.meta(_SEEDED):
            return
        with shelf.bulk():
            for lead in self.town.world.leads:
                if lead.email_status == "never":
                    continue
                for email in lead.emails[:1]:
                    member = self._new_member(email)
                    names = {"FNAME": lead.first_name, "LNAME": lead.last_name}
                    joined = stamp(lead.created)
                    member |= {"status": lead.email_status, "merge_fields": names}
                    member |= {"timestamp_opt": joined, "last_changed": joined}
                    self.members[hash_of(email)] = member
        shelf.set_meta(_SEEDED, "1")


def hash_of(email: str) -> str:
    """MD5 of the small-letter address, by which the vendor names a member."""
    return hashlib.md5(email.lower().encode(), usedforsecurity=False).hexdigest()


def stamp(moment: datetime) -> str:
    """A moment as the vendor writes it: UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")


def demand_list(list_id: str) -> None:
    """Refuse any audience but the one there is.

    Raises:
        Refusal: it is another.
    """
    if list_id != LIST_ID:
        raise not_found()


__all__ = ["Account", "Refusal", "demand_list", "hash_of", "stamp"]

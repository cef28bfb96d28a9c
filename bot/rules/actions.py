"""What rules can do, as they are written in YAML. Words in braces are filled from the event's payload."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AliasChoices, ConfigDict, Field, field_validator, model_validator

from bot.rules.pattern import Pattern
from integrations.models.frozen import Frozen


class _Step(Frozen):
    """`when` is a pattern on the event: the action is passed over where it does not match."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    when: dict[str, Any] = Field(default_factory=dict)

    @field_validator("when")
    @classmethod
    def _when_is_right(cls, value: dict[str, Any]) -> dict[str, Any]:
        if value:
            Pattern(value)
        return value


class Notification(_Step):
    """Show Jorge an alert card; `priority` is another word for `severity`.

    Cards with one `story` are one card, updated in place; without a story they are told apart by their title. News
    that `ends` its story is told on its card, which is done with it.
    """

    action: Literal["notification"]
    severity: Literal["urgent", "normal", "quiet"] = Field(
        "normal", validation_alias=AliasChoices("severity", "priority")
    )
    kind: str = "rule"
    story: str = ""
    title: str
    why: str = ""
    first_step: str = ""
    ends: bool = False


class TextOwner(_Step):
    """Send Jorge himself a text message."""

    action: Literal["text_owner"]
    body: str


class ToolCall(_Step):
    """Call a tool (`name`, `arguments`); outward ones wait for approval, or ride on the rule's standing one.

    An argument that is `"{name}"` alone gets the payload's value as it is; it is left out where that is missing.
    """

    action: Literal["tool"]
    tool: str = Field(validation_alias=AliasChoices("tool", "name"))
    args: dict[str, Any] = Field(default_factory=dict, validation_alias=AliasChoices("args", "arguments"))


class BotEscalation(_Step):
    """Hand a lead over to a bot."""

    action: Literal["bot_escalation"]
    bot: Literal["jorge_seller_bot", "jorge_lead_bot"]
    story: str = "lead:{contact_id}"
    first_step: str = "{first_step}"


class Emit(_Step):
    """Put an event of our own into the inbox, caused by this one; without a payload it passes this one's on."""

    action: Literal["emit"]
    type: str = Field(pattern=r"^[a-z][a-z0-9_.]*$", max_length=64)
    payload: dict[str, Any] = Field(default_factory=dict)


class CrmUpdate(_Step):
    """Change a contact in its CRM."""

    action: Literal["crm_update"]
    contact: str = "{contact_id}"
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    stage: str | None = None
    subject: str = "Jorge"
    note: str | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not (self.add_tags or self.remove_tags or self.stage or self.note):
            raise ValueError("crm_update changes nothing: give add_tags, remove_tags, stage or note")
        return self


class Sequence(_Step):
    """Start or stop a nurture sequence for a contact."""

    action: Literal["sequence"]
    do: Literal["start", "stop"]
    sequence: str
    contact: str = "{contact_id}"


class WebhookOut(_Step):
    """POST the event to another system, signed (Standard Webhooks); without a payload its own is sent.

    `to` names an address of the settings.
    """

    action: Literal["webhook_out"]
    to: str = "webhook"
    payload: dict[str, Any] = Field(default_factory=dict)


Action = Annotated[
    Notification | TextOwner | ToolCall | BotEscalation | Emit | CrmUpdate | Sequence | WebhookOut,
    Field(discriminator="action"),
]

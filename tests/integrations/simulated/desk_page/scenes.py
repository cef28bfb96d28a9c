"""Fixture data of the page's tests: a workspace on an ordinary day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

Document = dict[str, Any]
BOT = {"user": "U0BOT", "bot_id": "B0JORGE"}


def ts(minutes_ago: float, tail: int = 1) -> str:
    """Return a Slack timestamp of so many minutes ago."""
    moment = datetime.now(tz=UTC) - timedelta(minutes=minutes_ago)
    return f"{int(moment.timestamp())}.{tail:06d}"


def plain(text: str) -> Document:
    """Make a plain text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Document:
    """Make a mrkdwn text object."""
    return {"type": "mrkdwn", "text": text}


def button(action_id: str, text: str, **more: Any) -> Document:
    """Make a button."""
    return {"type": "button", "action_id": action_id, "text": plain(text), "value": f"v-{action_id}", **more}


def option(value: str, text: str | None = None) -> Document:
    """Make an option."""
    return {"value": value, "text": plain(text or value)}


def state() -> Document:
    """Return what `/desk/state` answers."""
    person = {"is_bot": False}
    commands = (
        ("/cma", "Value a home from comparable sales", "<address>"),
        ("/sync", "Sync the MLS, the CRM or the audience now", "mls | crm | marketing | all"),
        ("/leads", "Find leads", "[hot] [in 98103] [under 800k]"),
        ("/campaign", "Prepare a campaign for your approval", "just-listed <address>"),
        ("/alerts", "Open alerts", ""),
        ("/jorge", "Help and status", ""),
    )
    return {
        "team": {"id": "T0JORGE", "name": "Rivera & Co. Realty"},
        "me": "U0JORGE",
        "users": [
            {
                "id": "U0JORGE",
                "name": "jorge",
                "real_name": "Jorge Rivera",
                "color": "#0b6e4f",
                "initials": "JR",
                **person,
            },
            {
                "id": "U0DANA",
                "name": "dana",
                "real_name": "Dana Whitfield",
                "color": "#7a4fb5",
                "initials": "DW",
                **person,
            },
            {"id": "U0BOT", "name": "jorge", "real_name": "Jorge", "is_bot": True, "color": "#c2410c", "initials": "J"},
        ],
        "channels": [
            {"id": "C0LEADS", "name": "leads", "is_im": False, "unread": 2, "topic": "New and hot leads"},
            {"id": "C0DEALS", "name": "deals", "is_im": False, "unread": 0, "topic": "Offers, pendings, closings"},
            {"id": "C0MARKET", "name": "marketing", "is_im": False, "unread": 0, "topic": "Campaigns"},
            {"id": "D0JORGE", "name": "Jorge", "is_im": True, "user": "U0BOT", "unread": 0, "topic": ""},
        ],
        "commands": [{"command": c, "description": d, "usage_hint": u} for c, d, u in commands],
        "bot": {"user_id": "U0BOT", "connected": True},
        "home": home(),
        "prompts": {
            "D0JORGE": {
                "title": "Try one of these",
                "prompts": [
                    {"title": "What is a home worth?", "message": "What's 4421 Woodlawn Ave N worth?"},
                    {"title": "Hot buyers in 98103", "message": "Who are my hottest buyers in 98103 under 800k?"},
                    {"title": "New today in Ballard", "message": "What came on the market today in Ballard?"},
                ],
            }
        },
    }


def cma_table() -> Document:
    """Return a comparables table."""
    heads = ("Address", "Sold", "Beds", "Sq ft", "Price", "Adjusted")
    rows = (
        ("4407 Woodlawn Ave N", "May 2", "3", "1,720", "$785,000", "$801,400"),
        ("4516 Densmore Ave N", "Apr 18", "3", "1,680", "$760,000", "$788,900"),
        ("1916 N 45th St", "Mar 30", "4", "1,890", "$829,500", "$806,200"),
        ("4312 Burke Ave N", "Mar 11", "3", "1,610", "$748,000", "$794,700"),
    )
    align = [{"align": "left"}, {"align": "left"}, *[{"align": "right"}] * 4]
    cells = [[{"type": "raw_text", "text": text} for text in row] for row in (heads, *rows)]
    cells[1][0] = {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": rows[0][0], "style": {"bold": True}}]}
        ],
    }
    return {"type": "table", "block_id": "comps", "rows": cells, "column_settings": align}


def cma_blocks() -> list[Document]:
    """Return the card of a comparative market analysis."""
    return [
        {"type": "header", "block_id": "h", "text": plain("4421 Woodlawn Ave N")},
        {
            "type": "section",
            "block_id": "value",
            "text": mrkdwn("*$798,000* likely · _$771,000 to $824,000_ (80 percent range)"),
            "fields": [
                mrkdwn("*Beds / baths*\n3 / 1.75"),
                mrkdwn("*Living area*\n1,700 sq ft"),
                mrkdwn("*Built*\n1926"),
            ],
            "accessory": {
                "type": "overflow",
                "action_id": "cma_more",
                "options": [option("redo", "Choose other comps"), option("share", "Share in #deals")],
            },
        },
        cma_table(),
        {"type": "image", "block_id": "map", "image_url": "/files/F1/map.svg", "alt_text": "Map of the comparables"},
        {
            "type": "actions",
            "block_id": "acts",
            "elements": [
                button("cma_send", "Send to seller", style="primary"),
                {
                    "type": "static_select",
                    "action_id": "cma_style",
                    "placeholder": plain("Report style"),
                    "options": [option("short", "Short"), option("full", "Full")],
                },
                button(
                    "cma_drop",
                    "Discard",
                    style="danger",
                    confirm={
                        "title": plain("Discard this CMA?"),
                        "text": mrkdwn("It *cannot* be undone."),
                        "confirm": plain("Discard"),
                        "deny": plain("Keep"),
                    },
                ),
            ],
        },
        {
            "type": "context",
            "elements": [mrkdwn("8 comps within 0.6 mi · sales through <!date^1431000000^{date_short}|May 7>")],
        },
        {
            "type": "context_actions",
            "block_id": "fb",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "action_id": "feedback",
                    "positive_button": {"text": plain("Good"), "value": "up"},
                    "negative_button": {"text": plain("Bad"), "value": "down"},
                }
            ],
        },
    ]


def alert_blocks() -> list[Document]:
    """Return a hot lead card."""
    return [
        {"type": "alert", "level": "warning", "text": mrkdwn("*Hot lead* · Maya Torres · temperature *88*")},
        {
            "type": "card",
            "block_id": "card",
            "icon": {"type": "image", "image_url": "/files/F3/house.svg", "alt_text": "House"},
            "title": mrkdwn("Maya Torres"),
            "subtitle": mrkdwn("Buyer · 98103, 98107 · under $850,000"),
            "body": mrkdwn("Asked for a showing of *4421 Woodlawn Ave N*, 3 visits today."),
            "actions": [
                button("call", "Call", style="primary"),
                button("text", "Text"),
                button("snooze", "Snooze 1 h"),
            ],
        },
    ]


def kitchen_sink() -> list[Document]:
    """Return one of each remaining block."""
    rich = [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Rich ", "style": {"bold": True}},
                {"type": "link", "url": "https://example.com", "text": "link"},
                {"type": "text", "text": " for "},
                {"type": "user", "user_id": "U0DANA"},
                {"type": "text", "text": " in "},
                {"type": "channel", "channel_id": "C0DEALS"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "ordered",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": word}]}
                for word in ("Photos", "Copy")
            ],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "Sold in four days."}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "GET /Property?$top=2"}]},
    ]
    tasks = [
        {"type": "task_card", "task_id": str(i), "title": title, "status": status, **more}
        for i, (title, status, more) in enumerate(
            (
                ("Read the MLS", "complete", {"output": "21 new listings"}),
                ("Match buyers", "in_progress", {}),
                ("Prepare the email", "pending", {}),
                ("Send a text", "error", {"details": "No consent on file"}),
            )
        )
    ]
    cards = [
        {
            "type": "card",
            "title": mrkdwn(f"*{n} NW 61st St*"),
            "subtitle": mrkdwn("3 bd · 1,600 sq ft"),
            "hero_image": {"type": "image", "image_url": "/files/F3/house.svg", "alt_text": "Front"},
            "actions": [button(f"see{n}", "Details")],
        }
        for n in (1, 2, 3, 4, 5)
    ]
    md = (
        "## Ballard today\n\n**Three** new, *one* price cut; see [the list](https://example.com).\n\n"
        "- 3 bd bungalow\n  - new roof\n- condo, `MLS 8812`\n\n"
        "| Street | Price |\n|:--|--:|\n| NW 61st | $812,000 |\n\n> Inventory is thin."
    )
    return [
        {"type": "markdown", "text": md},
        {"type": "divider"},
        {"type": "rich_text", "elements": rich},
        {"type": "plan", "title": "Launch plan", "tasks": tasks},
        {"type": "carousel", "elements": cards},
        {
            "type": "container",
            "title": plain("Why these buyers"),
            "subtitle": plain("12 matched, 3 left out"),
            "is_collapsible": True,
            "child_blocks": [{"type": "section", "text": mrkdwn("Two asked *not to be emailed*; one bought in May.")}],
        },
        *(
            {"type": "alert", "level": level, "text": mrkdwn(f"An alert of level {level}")}
            for level in ("info", "success", "error")
        ),
        {
            "type": "actions",
            "block_id": "many",
            "elements": [
                {
                    "type": "multi_static_select",
                    "action_id": "zips",
                    "placeholder": plain("ZIP codes"),
                    "options": [option(z) for z in ("98103", "98107", "98117")],
                },
                {"type": "datepicker", "action_id": "day", "initial_date": "2015-05-20"},
                {"type": "timepicker", "action_id": "hour", "initial_time": "09:30"},
                {
                    "type": "checkboxes",
                    "action_id": "how",
                    "options": [option("email", "Email"), option("sms", "Text message")],
                },
                {
                    "type": "radio_buttons",
                    "action_id": "when",
                    "options": [option("now", "Now"), option("later", "Later")],
                    "initial_option": option("now", "Now"),
                },
                {"type": "users_select", "action_id": "who", "placeholder": plain("Hand over to")},
            ],
        },
        {"type": "hologram", "text": "from the future"},
    ]


def home() -> Document:
    """Return the Home tab."""
    return {
        "id": "V0HOME",
        "type": "home",
        "hash": "1",
        "blocks": [
            {"type": "header", "text": plain("Good morning, Jorge")},
            {"type": "section", "text": mrkdwn("*2* approvals wait · *3* hot leads · MLS synced 4 min ago")},
            {"type": "divider"},
            {
                "type": "section",
                "block_id": "hs",
                "text": mrkdwn("*Just listed: 4421 Woodlawn Ave N*\n41 buyers matched, 6 left out"),
                "accessory": button("review", "Review", style="primary"),
            },
        ],
    }


def modal() -> Document:
    """Return a modal with several inputs."""
    return {
        "id": "V1",
        "type": "modal",
        "hash": "1",
        "callback_id": "edit",
        "private_metadata": "secret",
        "title": plain("Edit campaign"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": [
            {"type": "section", "block_id": "intro", "text": mrkdwn("Goes to *41* buyers.")},
            {
                "type": "input",
                "block_id": "subject",
                "label": plain("Subject"),
                "element": {"type": "plain_text_input", "action_id": "text", "initial_value": "Just listed"},
            },
            {
                "type": "input",
                "block_id": "limit",
                "label": plain("Most recipients"),
                "hint": plain("Never more than this"),
                "element": {"type": "number_input", "action_id": "n", "is_decimal_allowed": False, "min_value": "1"},
            },
            {
                "type": "input",
                "block_id": "note",
                "optional": True,
                "label": plain("Note"),
                "element": {"type": "plain_text_input", "action_id": "t", "multiline": True},
            },
            {
                "type": "input",
                "block_id": "day",
                "optional": True,
                "label": plain("Send on"),
                "element": {"type": "datepicker", "action_id": "d"},
            },
            {
                "type": "input",
                "block_id": "kind",
                "label": plain("Kind"),
                "element": {
                    "type": "radio_buttons",
                    "action_id": "k",
                    "options": [option("just_listed", "Just listed"), option("open_house", "Open house")],
                    "initial_option": option("just_listed", "Just listed"),
                },
            },
        ],
    }


def messages() -> dict[str, list[Document]]:
    """Return messages by channel."""
    root, alert = ts(42), ts(12)
    pdf = {
        "id": "F2",
        "name": "cma-4421-woodlawn.pdf",
        "title": "CMA 4421 Woodlawn Ave N",
        "mimetype": "application/pdf",
        "size": 184_320,
        "url_private": "/files/F2/cma.pdf",
    }
    picture = {
        "id": "F1",
        "name": "map.svg",
        "title": "Map",
        "mimetype": "image/svg+xml",
        "size": 1400,
        "url_private": "/files/F1/map.svg",
    }
    return {
        "D0JORGE": [
            {
                "ts": ts(60 * 26),
                **BOT,
                "text": "Morning brief: *3 hot leads*, 2 showings, 21 new listings in your areas. :house:",
            },
            {
                "ts": root,
                "user": "U0JORGE",
                "text": "what's 4421 Woodlawn Ave N worth?",
                "thread_ts": root,
                "reply_count": 1,
                "latest_reply": ts(41),
                "reply_users": ["U0BOT"],
            },
            {
                "ts": ts(41),
                **BOT,
                "thread_ts": root,
                "text": "4421 Woodlawn Ave N: $798,000",
                "blocks": cma_blocks(),
                "files": [pdf],
            },
            {
                "ts": alert,
                **BOT,
                "text": "Hot lead: Maya Torres",
                "blocks": alert_blocks(),
                "reactions": [{"name": "eyes", "count": 1, "users": ["U0JORGE"]}],
            },
        ],
        "C0LEADS": [
            {
                "ts": ts(60 * 49),
                "user": "U0DANA",
                "text": "Open house list is in. <@U0BOT> please *import* it, "
                "see <https://example.com/list|the sheet> & `tags`"
                "\n> 14 people signed\n• two without phone\n• one agent",
                "thread_ts": ts(60 * 49),
                "reply_count": 3,
                "latest_reply": ts(60 * 48),
                "reply_users": ["U0BOT", "U0DANA"],
            },
            {
                "ts": ts(31),
                "user": "U0DANA",
                "text": "First line <b>not bold</b> <img src=x onerror=alert(1)> <javascript:alert(1)|bad link>",
            },
            {
                "ts": ts(30),
                "user": "U0DANA",
                "text": "Second, grouped ~old~ _new_ ```GET /people?limit=1```",
                "edited": {"user": "U0DANA", "ts": ts(29)},
            },
            {"ts": ts(28), **BOT, "text": "Imported 14 people", "files": [picture]},
            {"ts": ts(5), **BOT, "text": "Only for you: 2 rows had no consent.", "ephemeral": True},
        ],
        "C0MARKET": [{"ts": ts(9), **BOT, "text": "Everything", "blocks": kitchen_sink()}],
    }


_ROADS = "".join(
    f'<path d="M0 {y}H640M{y * 2} 0V340" stroke="#fff" stroke-width="{w}"/>'
    for y, w in ((40, 6), (110, 10), (180, 6), (250, 8), (310, 6))
)
_PINS = "".join(
    f'<circle cx="{x}" cy="{y}" r="9" fill="#17634f" stroke="#fff" stroke-width="3"/>'
    for x, y in ((120, 90), (250, 210), (470, 130), (520, 270))
)


def files() -> dict[str, bytes]:
    """Return file bytes by path."""
    around = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="340">'
        '<rect width="640" height="340" fill="#e8e2d2"/>'
        f'<rect x="380" y="20" width="170" height="80" rx="20" fill="#cfe0c3"/>{_ROADS}{_PINS}'
        '<circle cx="320" cy="165" r="13" fill="#c0561b" stroke="#fff" stroke-width="4"/></svg>'
    )
    house = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="180">'
        '<rect width="320" height="180" fill="#bcd3dd"/>'
        '<rect y="130" width="320" height="50" fill="#8fae7c"/><path d="M70 90 160 30l90 60v60H70z" fill="#f3ead9"/>'
        '<path d="M55 95 160 25l105 70" fill="none" stroke="#7a3f22" stroke-width="12"/>'
        '<rect x="145" y="105" width="32" height="45" fill="#17423a"/></svg>'
    )
    return {"F1/map.svg": around.encode(), "F3/house.svg": house.encode(), "F2/cma.pdf": b"%PDF-1.4\n%%EOF\n"}

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

_STYLE = """
:root{color-scheme:light dark;--bg:#eef1f4;--card:#fff;--ink:#17212b;--dim:#66727f;--line:#d9dee3;--accent:#0f766e}
@media(prefers-color-scheme:dark){:root{--bg:#0e1318;--card:#182029;--ink:#e8edf2;--dim:#93a0ad;--line:#2b3642;
--accent:#2dd4bf}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,sans-serif;
padding:1.5rem 1rem}main{max-width:760px;margin:auto}h1{font-size:1.25rem;margin:0 0 1rem}a{color:var(--accent)}
.card{display:block;background:var(--card);border:1px solid var(--line);border-radius:14px;padding:1rem 1.1rem;
margin:0 0 .8rem;color:inherit;text-decoration:none;overflow-wrap:anywhere}a.card:hover{border-color:var(--accent)}
small,.dim{color:var(--dim)}iframe{width:100%;height:70vh;border:1px solid var(--line);border-radius:14px;
background:#fff}button{border:0;border-radius:999px;padding:.6rem 1.2rem;background:var(--accent);color:#fff;
font:inherit}details{margin:1rem 0}li{margin:.15rem 0}
"""


def draw_outbox(campaigns: Sequence[dict[str, Any]]) -> str:
    """Every campaign that went out, newest first."""
    rows = "".join(
        f'<a class="card" href="outbox/{escape(one["id"], quote=True)}">'
        f"<b>{escape(one['settings'].get('subject_line', ''))}</b><br><small>{_facts(one)}</small></a>"
        for one in campaigns
    )
    return _page("Outbox: what was sent by e-mail", rows or '<p class="dim">Nothing was sent yet.</p>')


def draw_campaign(campaign: dict[str, Any], report: dict[str, Any]) -> str:
    """One campaign as the first recipient sees it, with its numbers and everyone it went to."""
    key, settings = escape(campaign["id"], quote=True), campaign["settings"]
    subject = escape(settings.get("subject_line", ""))
    people = "".join(f"<li>{escape(one)}</li>" for one in campaign["_sent_to"])
    counted = f"{report['opens']['unique_opens']} opened, {report['clicks']['unique_clicks']} clicked"
    head = (
        f'<p><a href="../outbox">All campaigns</a></p><div class="card"><b>{subject}</b>'
        f"<br>{escape(settings.get('from_name', ''))} &lt;{escape(settings.get('reply_to', ''))}&gt;"
        f"<br><small>{escape(settings.get('preview_text', ''))}</small><br><small>{_facts(campaign)}, {counted}</small>"
        f"</div>"
    )
    frame = f'<iframe src="{key}/mail" sandbox="allow-popups" title="The e-mail"></iframe>'
    return _page("One campaign", f"{head}{frame}<details><summary>Recipients</summary><ol>{people}</ol></details>")


def draw_mail(campaign: dict[str, Any], member: dict[str, Any], link: str) -> str:
    """The e-mail of one member: merge tags filled in, as the vendor does."""
    names = member.get("merge_fields") or {}
    filled = campaign["_html"] or f"<pre>{escape(campaign['_text'])}</pre>"
    for tag, value in {
        "UNSUB": link,
        "FNAME": names.get("FNAME", ""),
        "LNAME": names.get("LNAME", ""),
        "EMAIL": member.get("email_address", ""),
    }.items():
        filled = filled.replace(f"*|{tag}|*", escape(str(value), quote=True))
    return f'<base target="_blank">{filled}'


def draw_leaving(email: str, *, done: bool) -> str:
    """The page behind an unsubscribe link."""
    if done:
        return _page("You are unsubscribed", f"<p>{escape(email)} gets no more e-mails from this list.</p>")
    form = f'<form method="post"><p>Stop e-mails to {escape(email)}?</p><button>Unsubscribe</button></form>'
    return _page("Unsubscribe", form)


def _facts(campaign: dict[str, Any]) -> str:
    when = campaign["send_time"][:16].replace("T", " ")
    people = campaign["emails_sent"]
    return escape(f"{campaign['status']} {when} UTC to {people} {'person' if people == 1 else 'people'}")


def _page(title: str, body: str) -> str:
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    style = f"<style>{_STYLE}</style>"
    main = f"<main><h1>{escape(title)}</h1>{body}</main>"
    return f"<!doctype html><html lang=en><head>{head}{style}</head><body>{main}</body></html>"

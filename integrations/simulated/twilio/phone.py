from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

_STYLE = """
:root{color-scheme:light dark;--bg:#eef1f4;--card:#fff;--ink:#17212b;--dim:#66727f;--in:#e6e9ed;--out:#0f766e;
--outink:#fff}
@media(prefers-color-scheme:dark){:root{--bg:#0e1318;--card:#182029;--ink:#e8edf2;--dim:#93a0ad;--in:#26313c}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.45 system-ui,sans-serif;
display:grid;place-items:center;min-height:100vh;padding:1rem}
main{width:min(390px,100%);background:var(--card);border-radius:28px;padding:1.25rem;box-shadow:0 12px 40px #0003}
h1{font-size:1rem;text-align:center;margin:.2rem 0 1rem}p.msg{padding:.55rem .8rem;border-radius:16px;margin:.3rem 0;
max-width:85%;white-space:pre-wrap;overflow-wrap:anywhere}p.to{background:var(--in)}
p.from{background:var(--out);color:var(--outink);margin-left:auto}
small{display:block;color:var(--dim);margin:0 .4rem .5rem}form{display:flex;gap:.5rem;margin-top:1rem}
input{flex:1;padding:.6rem .8rem;border-radius:999px;border:1px solid var(--dim);background:transparent;color:inherit;
font:inherit;min-width:0}button{border:0;border-radius:999px;padding:.6rem 1rem;background:var(--out);color:#fff;
font:inherit}
a{color:inherit;display:block;padding:.6rem;border-radius:12px;text-decoration:none}a:hover{background:var(--in)}
"""


def draw_phone(number: str, messages: Sequence[dict[str, Any]]) -> str:
    """The screen of one person's phone, oldest message first, with a field to answer."""
    rows = "".join(
        f'<p class="msg {"to" if one["to"] == number else "from"}">{escape(one["body"])}</p>'
        f"<small>{escape(one['_at'][11:16])} UTC, {escape(one['status'])}</small>"
        for one in messages
    )
    form = (
        '<form method="post" action="../inbound"><input type="hidden" name="From" value="'
        f'{escape(number, quote=True)}"><input name="Body" required placeholder="Answer, or STOP" aria-label="Answer">'
        "<button>Send</button></form>"
    )
    return _page(f"Phone {number}", (rows or "<small>No messages yet.</small>") + form)


def draw_phones(messages: Sequence[dict[str, Any]]) -> str:
    """Every number that was written with, newest first."""
    numbers = dict.fromkeys(one["to"] if one["direction"] != "inbound" else one["from"] for one in messages)
    rows = "".join(f'<a href="phone/{escape(one, quote=True)}">{escape(one)}</a>' for one in numbers)
    return _page("Phones in the town", rows or "<small>No messages yet.</small>")


def _page(title: str, body: str) -> str:
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    style, main = f"<style>{_STYLE}</style>", f"<main><h1>{escape(title)}</h1>{body}</main>"
    return f"<!doctype html><html lang=en><head>{head}{style}</head><body>{main}</body></html>"

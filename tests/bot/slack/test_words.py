from __future__ import annotations

import pytest

from bot.slack.views.words import disarmed, quoted


@pytest.mark.parametrize(
    "text", ["see http://evil.example/x", "www.evil.com now", "HTTPS://EVIL.COM", "write me@evil.org", "evil.com"]
)
def test_a_strangers_address_is_no_link(text):
    said = disarmed(text)
    assert "://" not in said
    assert ".com" not in said.lower()
    assert ".org" not in said


def test_ordinary_words_stay_as_they_are():
    text = "It's $1.5M. Could I see it at 3 p.m. today? 2.5 baths"
    assert disarmed(text) == text


def test_a_quotation_holds_no_mention():
    assert quoted("<!channel> <@U1>") == "> &lt;!channel&gt; &lt;@U1&gt;"

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.agent.gate import Gate, Stream

GATE = Gate(("127.0.0.1", "app.followupboss.com"))


@pytest.mark.parametrize(
    "text",
    [
        "see https://evil.example.net/?q=secret",
        "see <https://evil.example.net/?q=secret|your report>",
        "see [your report](https://evil.example.net/?q=secret)",
        "![pixel](https://evil.example.net/p.png?q=secret)",
        "see http://app.followupboss.com@evil.example.net/",
        "see evil.example.com/secret",
        "see www.evil-site.ru",
        "<javascript:alert(1)|click>",
        "see HTTPS://EVIL.example.net/secret",
    ],
)
def test_a_link_to_an_unknown_host_is_taken_out(text):
    shown = GATE.pass_out(text)
    assert "evil" not in shown.lower()
    assert "javascript" not in shown
    assert "secret" not in shown


@pytest.mark.parametrize(
    "text",
    [
        "The report: http://127.0.0.1:8644/reports/7.pdf",
        "<https://app.followupboss.com/2/people/view/7|Maria>",
        "$800,000 to $900,000, 2.5 baths, 1,423 sq ft. Seattle, WA 98103",
        "Leads from Realtor.com and Zillow",
        "Rivera & Co. Realty",
    ],
)
def test_what_is_allowed_stays_as_it_is(text):
    assert GATE.pass_out(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "<!channel> hi",
        "<!here>",
        "<!everyone|all>",
        "<@U123>",
        "<!subteam^S1|team>",
        "@channel",
        "@everyone now",
        "<#C1|general>",
    ],
)
def test_nobody_is_mentioned(text):
    shown = GATE.pass_out(text)
    assert "<" not in shown
    assert "@channel" not in shown
    assert "@everyone" not in shown


pieces = st.lists(
    st.sampled_from(
        [
            "see ",
            "https://evil.exam",
            "ple.net/a ",
            "<!chan",
            "nel> ",
            "[a](http",
            "s://evil.example.net) ",
            "ok. ",
            "<@U",
            "1> ",
        ]
    ),
    max_size=12,
)


@given(pieces)
def test_a_stream_shows_no_more_than_the_whole(parts):
    stream = Stream(GATE)
    shown = "".join(stream.feed(part) for part in parts) + stream.end()
    assert "evil.example.net" not in shown
    assert "<!channel>" not in shown
    assert "<@U1>" not in shown

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bot.slack.watchdog import Watchdog


class Client:
    """A Socket Mode client whose socket is open; `reachable` says whether another can be opened."""

    def __init__(self) -> None:
        self.on_message_listeners = []
        self.last_ping_pong_time = None
        self.stale = False
        self.opened = 0
        self.reachable = True

    async def connect_to_new_endpoint(self, force=False):
        assert force
        if not self.reachable:
            raise OSError("no network")
        self.opened += 1


@pytest.fixture
def socket(caplog):
    client, clock = Client(), SimpleNamespace(now=1000.0)
    return SimpleNamespace(client=client, clock=clock, dog=Watchdog(client, clock=lambda: clock.now))


async def test_a_socket_that_answers_pings_is_left_alone(socket):
    for _ in range(100):
        socket.clock.now += 5
        socket.client.last_ping_pong_time = socket.clock.now
        assert not await socket.dog.look()
    assert socket.client.opened == 0


async def test_a_socket_that_brings_envelopes_is_left_alone_whatever_its_pings_do(socket):
    for _ in range(20):
        socket.clock.now += 20
        for listener in socket.client.on_message_listeners:
            await listener(object())
        assert not await socket.dog.look()


async def test_a_silent_socket_is_replaced_once_and_the_new_one_gets_its_time(socket):
    socket.client.stale = True
    socket.clock.now += 46
    assert socket.dog.silent
    assert await socket.dog.look()
    assert not socket.client.stale
    socket.clock.now += 5
    assert not await socket.dog.look()
    assert socket.client.opened == 1


async def test_a_silence_is_said_once_however_long_it_lasts(socket, capsys):
    socket.client.reachable = False
    for _ in range(5):
        socket.clock.now += 46
        with pytest.raises(OSError, match="no network"):
            await socket.dog.look()
    socket.client.reachable = True
    assert await socket.dog.look()
    socket.client.last_ping_pong_time = socket.clock.now
    await socket.dog.look()
    said = capsys.readouterr().out
    assert said.count("socket_silent") == 1
    assert said.count("socket_heard_again") == 1

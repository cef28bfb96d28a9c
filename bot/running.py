from __future__ import annotations

import asyncio
import logging
import signal
import sys
import time
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Final

import structlog

from bot.settings import Settings, SettingsError
from bot.web.server import listen

if TYPE_CHECKING:
    from bot.app import Bot

_LEVELS: Final = {"debug": 10, "info": 20, "warning": 30, "error": 40}


async def run_until_stopped(settings: Settings) -> None:
    """Run the town (where something is simulated), the desk and the bot until Ctrl-C or SIGTERM.

    Raises:
        SettingsError: a setting cannot be used, or the town did not come up.
        PortTaken: a port is in use.
    """
    began = time.monotonic()
    quiet_logs(settings.log_level)
    stop = on_signal()
    from bot.house import open_house, prepare_folder
    from bot.town import town_beside
    from bot.vendors import connections

    if settings.slack.missing:
        raise SettingsError(settings.slack.missing)
    prepare_folder(settings.data_dir)
    simulated = not settings.slack.live or not all(
        one.access.live for one in connections(settings.vendors, settings.town_url)
    )
    _check_ports(settings, simulated=simulated)
    async with AsyncExitStack() as stack:
        if simulated:
            town = town_beside(settings, with_desk=not settings.slack.live)
            coming = asyncio.create_task(stack.enter_async_context(town))
        house = await stack.enter_async_context(open_house(settings))
        from bot.app import open_bot

        if simulated:
            await coming
        bot = await stack.enter_async_context(open_bot(house))
        _say(_greeting(settings, simulated=simulated, seconds=time.monotonic() - began))
        copying = asyncio.create_task(_first_copy(bot), name="first-copy")
        await stop.wait()
        _say("\nStopping; everything is kept.")
        copying.cancel()


async def _first_copy(bot: Bot) -> None:
    from bot.copying import copy_everything, told

    house = bot.house
    results = await copy_everything(house)
    await bot.engine.report(results)
    for result in results:
        if result.error or result.read:
            _say(f"  {told(result)}")
    await house.hubs.mls.warm_up()
    _say("  Ready for questions.")


def quiet_logs(level: str) -> None:
    """Plain log lines on standard error, from `level` up."""
    logging.basicConfig(level=_LEVELS[level], format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
            structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def on_signal() -> asyncio.Event:
    """An event that is set by Ctrl-C or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    return stop


def _check_ports(settings: Settings, *, simulated: bool) -> None:
    needed = [(settings.web_port, "--web-port or JORGE_WEB_PORT")]
    if simulated:
        needed.append((settings.town_port, "--town-port or JORGE_TOWN_PORT"))
    if not settings.slack.live:
        needed.append((settings.desk_port, "--desk-port or JORGE_DESK_PORT"))
    for port, setting in needed:
        listen("127.0.0.1", port, setting).close()


def _greeting(settings: Settings, *, simulated: bool, seconds: float) -> str:
    place = "Slack" if settings.slack.live else settings.desk_url
    lines = [f"\nJorge is there after {seconds:.1f} s.\n", f"  Talk to him     {place}"]
    if simulated:
        lines.append(f"  Listing site    {settings.town_url}/site     (send an inquiry and watch the alert come in)")
        lines.append(f"  Sent e-mails    {settings.town_url}/mailchimp/outbox")
    lines += [
        f"  Health          {settings.web_url}/readyz",
        "",
        "  Try, in the DM with Jorge:",
        "    who are my hottest buyers in 98103 under 800k?",
        "    what came on the market today in Ballard?",
        "    show my listings, then: send a just-listed email for <one of them> to matching buyers",
        "",
        f"  Everything is kept in {settings.data_dir}/. Ctrl-C stops it; `make run` goes on where it stopped.",
        "",
    ]
    return "\n".join(lines)


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201  # the one screen of text a newcomer reads

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

T = TypeVar("T")

# Seconds after which a busy thread lets another one have Python's lock. The default of 5 ms is waited for at every
# answer of the database: a hot lead behind a flood came 20 ms later.
_HAND_OVER: Final = 0.0005
# After how many new objects Python looks for garbage among them. At its default of 700 a fifth of the time of copying
# an MLS goes into looking at records that are all still wanted.
_NEW_OBJECTS: Final = 20_000


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run a process that serves: like `asyncio.run`, made for many short waits."""
    sys.setswitchinterval(_HAND_OVER)
    gc.set_threshold(_NEW_OBJECTS)
    with asyncio.Runner(loop_factory=new_loop) as runner:
        return runner.run(main)


def new_loop() -> asyncio.AbstractEventLoop:
    """The fast event loop; Windows has none."""
    if sys.platform == "win32":
        return asyncio.new_event_loop()
    import uvloop

    return uvloop.new_event_loop()

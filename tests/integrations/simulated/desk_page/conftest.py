from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest_asyncio

HERE = Path(__file__).parent


def _beside(name):
    """Load a module that lies beside the tests: tests are no packages."""
    known = f"desk_page_{name}"
    if known not in sys.modules:
        spec = importlib.util.spec_from_file_location(known, HERE / f"{name}.py")
        sys.modules[known] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[known])
    return sys.modules[known]


@pytest_asyncio.fixture(loop_scope="module")
async def visit(browser):
    """Open an address in a fresh window; a page that raises an error or logs one fails the test."""
    contexts, faults = [], []

    async def go(url, *, width=1280, height=860, scheme="light"):
        context = await browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, timezone_id="America/Los_Angeles"
        )
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(5000)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
        await page.goto(url)
        await page.locator("#app[aria-busy=false][data-link=open]").wait_for()
        return page

    yield go
    for context in contexts:
        await context.close()
    assert faults == []


@pytest_asyncio.fixture(loop_scope="module")
async def scenes():
    return _beside("scenes")


@pytest_asyncio.fixture(loop_scope="module")
async def stage(chromium, scenes):
    made = _beside("stage").Stage(scenes.state(), scenes.messages(), scenes.files())
    made.url = made.start()
    yield made
    made.stop()

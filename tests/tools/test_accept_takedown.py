from __future__ import annotations

from types import SimpleNamespace

import pytest

from integrations.mls import ReconcileRefused
from integrations.models.approval import ApprovalStatus
from tools.errors import ToolError
from tools.tool import Caller, Hubs
from tools.toolbox import Toolbox


@pytest.fixture
def office(store):
    async def reconcile(system, most_missing):
        if most_missing < 900:
            raise ReconcileRefused(system, 900, 1000)
        return 900

    mls = SimpleNamespace(systems=("nwmls",), reconcile=reconcile)
    return Toolbox(Hubs(store, mls, SimpleNamespace(), SimpleNamespace()), "U0JORGE")


async def accept(office, missing):
    asked = await office.call("accept_takedown", {"system": "nwmls", "missing": missing}, Caller("rule", key="k"))
    assert asked.approval.status is ApprovalStatus.PENDING
    await office.decide(asked.approval.token, "U0JORGE", approve=True)
    return await office.perform(asked.approval.id)


async def test_listings_go_only_with_jorges_word_and_up_to_the_number_he_accepted(office):
    done = await accept(office, 900)
    assert done.result == {"system": "nwmls", "removed": 900}


async def test_more_than_he_accepted_is_refused_again(office):
    with pytest.raises(ToolError, match="900 of 1000"):
        await accept(office, 500)


async def test_nobody_else_may_give_the_word(office):
    asked = await office.call("accept_takedown", {"system": "nwmls", "missing": 900}, Caller("rule", key="k"))
    with pytest.raises(ToolError, match="Only"):
        await office.decide(asked.approval.token, "U0OTHER", approve=True)

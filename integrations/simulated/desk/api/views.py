"""views.*: modals and Home."""

from __future__ import annotations

from integrations.simulated.desk.api.call import Answer, Call, method
from integrations.simulated.desk.desk import Desk
from integrations.simulated.desk.refusal import RefusedError


@method("views.open", tier="tier4")
def open_view(desk: Desk, call: Call) -> Answer:
    """Open a modal for who holds the trigger."""
    user = desk.modals.redeem(call.text("trigger_id") or call.need("interactivity_pointer"))
    view = desk.modals.open(user, call.json("view"))
    desk.live.push([user], "view_open", view=view)
    return {"view": view}


@method("views.push", tier="tier4")
def push(desk: Desk, call: Call) -> Answer:
    """Put a modal on top of the open one."""
    user = desk.modals.redeem(call.text("trigger_id") or call.need("interactivity_pointer"))
    view = desk.modals.push(user, call.json("view"))
    desk.live.push([user], "view_push", view=view)
    return {"view": view}


@method("views.update", tier="tier4")
def update(desk: Desk, call: Call) -> Answer:
    """Replace an open modal, or a Home by its view_id."""
    view_id, external_id = call.text("view_id"), call.text("external_id")
    for user in desk.places.users:
        home = desk.modals.home(user)
        if home is not None and home["id"] == view_id:
            return _publish(desk, user, call)
    before = desk.modals.find(view_id, external_id)
    view = desk.modals.update(before, call.json("view"), version=call.text("hash"))
    user = desk.modals.owner(view["id"]) or ""
    desk.live.push([user], "view_update", view=view)
    return {"view": view}


@method("views.publish", tier="tier4")
def publish(desk: Desk, call: Call) -> Answer:
    """Set a user's Home."""
    user = call.need("user_id")
    if not desk.places.is_person(user):
        raise RefusedError("user_not_found")
    if not desk.app.home_tab:
        raise RefusedError("not_enabled")
    return _publish(desk, user, call)


def _publish(desk: Desk, user: str, call: Call) -> Answer:
    view = desk.modals.publish(user, call.json("view"), version=call.text("hash"))
    desk.live.push([user], "home", view=view)
    return {"view": view}

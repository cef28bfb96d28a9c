"""Who calls: auth.test, apps.connections.open, and the like."""

from __future__ import annotations

from integrations.simulated.desk.api.call import Answer, Call, method
from integrations.simulated.desk.desk import Desk
from integrations.simulated.desk.installed import APP_ID, BOT_ID, BOT_USER, TEAM_DOMAIN, TEAM_ID, TEAM_NAME
from integrations.simulated.desk.refusal import RefusedError


@method("auth.test", tier="free")
def auth_test(desk: Desk, _call: Call) -> Answer:
    """Say whose token it is."""
    return {
        "url": f"{desk.base_url}/",
        "team": TEAM_NAME,
        "user": desk.places.users[BOT_USER]["name"],
        "team_id": TEAM_ID,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "app_id": APP_ID,
        "app_name": desk.app.name,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", tier="free")
def open_connection(desk: Desk, _call: Call) -> Answer:
    """Give out the address of a socket."""
    host = desk.base_url.replace("http", "ws", 1)
    return {"url": f"{host}/link/?ticket={desk.sockets.ticket()}&app_id={APP_ID}"}


@method("api.test", tier="free")
def api_test(_desk: Desk, call: Call) -> Answer:
    """Echo, or fail as asked."""
    if call.text("error"):
        raise RefusedError(call.need("error"))
    return {"args": call.args}


@method("team.info", "team:read")
def team_info(desk: Desk, _call: Call) -> Answer:
    """Describe the workspace."""
    return {"team": {"id": TEAM_ID, "name": TEAM_NAME, "domain": TEAM_DOMAIN, "url": f"{desk.base_url}/"}}


@method("bots.info", "users:read")
def bots_info(desk: Desk, call: Call) -> Answer:
    """Describe the app's bot."""
    if call.text("bot") not in {None, BOT_ID}:
        raise RefusedError("bot_not_found")
    bot = {"id": BOT_ID, "deleted": False, "name": desk.app.name, "app_id": APP_ID, "user_id": BOT_USER}
    return {"bot": bot}

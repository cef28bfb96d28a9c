from __future__ import annotations

from typing import Any

import orjson
from langchain.tools import ToolRuntime
from langchain_core.tools import BaseTool, StructuredTool

from bot.agent.briefs import brief
from bot.agent.offline.gazetteer import built_in
from bot.agent.offline.reader import read
from bot.agent.turn import TOOL_CALLS, Turn
from tools.errors import ToolError
from tools.tool import Caller, Risk, Tool
from tools.toolbox import Outcome, Toolbox, registry

_DOING = {
    "run_cma": "Valuing {address} …",
    "find_leads": "Looking through the leads …",
    "search_listings": "Searching the listings …",
    "market_report": "Reckoning the market …",
    "market_changes": "Looking at what changed …",
    "launch_campaign": "Preparing the campaign …",
    "sync_now": "Copying fresh data …",
    "make_rule": "Making the rule, and trying it on the last 30 days …",
    "explain_rule": "Looking at what the rule saw …",
    "text_lead": "Preparing the text …",
    "email_lead": "Preparing the e-mail …",
    "message_lead": "Preparing the message …",
    "send_matches": "Looking for homes that fit …",
    "write_listing_description": "Writing the description …",
    "draft_social_post": "Writing the post …",
}


def langchain_tools(toolbox: Toolbox) -> list[BaseTool]:
    """Every tool of the registry as LangChain sees it, in a fixed order; all of them go through the toolbox."""
    return [_wrap(toolbox, tool) for tool in registry().values()]


def _wrap(toolbox: Toolbox, tool: Tool) -> BaseTool:
    async def call(runtime: ToolRuntime[Turn, Any], **args: Any) -> str:
        turn: Turn = runtime.context
        await turn.watch.status(_DOING.get(tool.name, "Working …").format(address=str(args.get("address", ""))[:60]))
        outcome = _refusal(tool, args, turn) or await toolbox.call(tool.name, args, _caller(turn, runtime.tool_call_id))
        turn.outcomes.append(outcome)
        return orjson.dumps(brief(outcome)).decode()

    async def call_plain(**args: Any) -> str:
        given = {name: value for name, value in args.items() if name != "runtime"}
        return await call(args["runtime"], **given)

    call_plain.__annotations__ = {"runtime": ToolRuntime, "return": str}
    return StructuredTool(
        name=tool.name, description=tool.description, args_schema=_schema(tool), coroutine=call_plain, func=None
    )


def _schema(tool: Tool) -> dict[str, Any]:
    """The argument model's JSON schema; the toolbox validates, so that a bad argument is told in its words."""
    schema = tool.arguments.model_json_schema()
    schema.pop("description", None)
    return schema


def _caller(turn: Turn, call_id: str | None) -> Caller:
    asked = turn.question
    if asked.at_terminal:
        return Caller("terminal", key=call_id or "")
    return Caller("agent", asked.user, asked.channel, asked.thread, key=call_id or "")


def _refusal(tool: Tool, args: dict[str, Any], turn: Turn) -> Outcome | None:
    """No more than a turn may do; and after a read, a write that waits for no approval must be the user's wish.

    A real model that has read leads, notes or remarks may have been talked into something: then the user's words, read
    by the parser, must ask for the same tool.
    """
    turn.tool_calls += 1
    if turn.tool_calls > TOOL_CALLS:
        said = f"This question already took {TOOL_CALLS} steps; I stopped here."
        return Outcome(tool.name, args, error=ToolError("refused", said))
    tainted = any(outcome.value is not None for outcome in turn.outcomes)
    if tool.risk is not Risk.INTERNAL_WRITE or turn.offline or not tainted:
        return None
    if any(draft.tool == tool.name for draft in read(turn.question.text, turn.question.today, built_in()).drafts):
        return None
    said = f"{tool.name} was not asked for in this question. Ask for it by itself."
    return Outcome(tool.name, args, error=ToolError("refused", said))

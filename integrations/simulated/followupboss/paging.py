from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any

import orjson
from starlette.requests import Request

from integrations.simulated.followupboss.refusal import Refusal

Document = dict[str, Any]
_MOST = 100
_DEEPEST = 2000


def page(
    request: Request,
    documents: Sequence[Document],
    kind: str,
    *,
    base: str,
    sort: str = "-id",
    show: Callable[[Document], Document] = lambda document: document,
) -> Document:
    """One page of `documents` under `kind`, with `next` and `nextLink` where there is more.

    The cursor holds the last row's sort value and id, so a row that is written during a walk moves to its new place
    and shifts nobody else.
    """
    limit = min(_number(request, "limit", 10), _MOST)
    descending, name = sort.startswith("-"), sort.lstrip("-")

    def rank(document: Document) -> tuple[Any, int]:
        value = document.get(name)
        return ("" if value is None else value, int(document["id"]))

    try:
        ordered = sorted(documents, key=rank, reverse=descending)
    except TypeError as error:
        raise Refusal(400, f"Cannot sort by {name}.") from error
    rest = _after(request, ordered, rank, descending=descending)
    shown = rest[:limit]
    metadata: Document = {"collection": kind, "offset": 0, "limit": limit, "total": len(ordered)}
    if len(rest) > limit:
        token = base64.urlsafe_b64encode(orjson.dumps(rank(shown[-1]))).decode()
        link = request.url.include_query_params(next=token)
        metadata |= {"next": token, "nextLink": f"{base}/{kind}?{link.query}"}
    return {"_metadata": metadata, kind: [show(document) for document in shown]}


def _after(
    request: Request,
    ordered: list[Document],
    rank: Callable[[Document], tuple[Any, int]],
    *,
    descending: bool,
) -> list[Document]:
    token = request.query_params.get("next")
    if token is None:
        offset = _number(request, "offset", 0)
        if offset > _DEEPEST:
            raise Refusal(400, "Deep offsets are not supported. Follow _metadata.next instead.")
        return ordered[offset:]
    try:
        value, number = orjson.loads(base64.urlsafe_b64decode(token))
    except (binascii.Error, ValueError) as error:
        raise Refusal(400, "The next token is not valid.") from error
    edge = (value, number)
    if descending:
        return [document for document in ordered if rank(document) < edge]
    return [document for document in ordered if rank(document) > edge]


def _number(request: Request, name: str, default: int) -> int:
    value = request.query_params.get(name, str(default))
    if not value.isdigit():
        raise Refusal(400, f"{name} must be a whole number.")
    return int(value)

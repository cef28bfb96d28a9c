from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.rules.compiled import on_document, plain
from bot.rules.query import parse


class Pattern:
    """A MongoDB query over JSON documents.

    Knows implicit equality, dotted paths through objects and arrays, `$eq $ne $gt $gte $lt $lte $in $nin $exists
    $type $regex $options $mod $size $all $elemMatch $not $and $or $nor`, with MongoDB's treatment of null, missing
    fields, types and arrays. `$in`, `$nin` and `$all` also take `{$regex: ...}` entries.

    Raises:
        PatternError: the query is wrong; the message gives the path of the mistake.
    """

    def __init__(self, query: Mapping[str, Any]) -> None:
        self.query = query
        self.tree = parse(query)
        self.holds = on_document(self.tree)

    def matches(self, document: Mapping[str, Any]) -> bool:
        """Whether the document satisfies the query."""
        return self.holds(plain(document))

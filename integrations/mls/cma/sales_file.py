"""Closed sales from a file: CSV (or tab, semicolon) or JSON Lines with Data Dictionary names, packed or not."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from integrations.mls.cma.imputing import impute_prices
from integrations.mls.cma.sales import SaleRow
from integrations.mls.cma.sales_fields import read_sale


class UnreadableSales(ValueError):
    """The file holds no sales; the message says what was looked for and what was found."""


@dataclass(frozen=True, slots=True)
class SalesFile:
    """What a file held: `left_out` counts records that are no sale; `imputed` those priced from their list price."""

    sales: tuple[SaleRow, ...]
    left_out: Mapping[str, int]
    imputed: int = 0


def read_sales(path: Path) -> SalesFile:
    """Read the sales of a file. Records without close date or close price are counted and left out.

    Raises:
        UnreadableSales: no record is a sale, or the columns CloseDate and ClosePrice are missing.
        OSError: the file cannot be read.
    """
    sales: list[SaleRow] = []
    unpriced: list[SaleRow] = []
    left_out: Counter[str] = Counter()
    names: set[str] = set()
    for number, record in enumerate(_records(path), 1):
        names.update(record)
        found = read_sale(record, number)
        if isinstance(found, SaleRow) and not found.close_price:
            unpriced.append(found)
        elif isinstance(found, SaleRow):
            sales.append(found)
        else:
            left_out[found] += 1
    imputed = impute_prices(sales, unpriced)
    if len(unpriced) > len(imputed):
        left_out["no close price"] = len(unpriced) - len(imputed)
    if not sales:
        told = ", ".join(sorted(names)[:12]) or "nothing"
        raise UnreadableSales(f"{path.name} has no sale with CloseDate and ClosePrice. Its fields are: {told}.")
    return SalesFile((*sales, *imputed), dict(left_out), len(imputed))


def _records(path: Path) -> Iterator[Mapping[str, Any]]:
    raw = path.read_bytes()
    if raw[:2] == b"\x1f\x8b":
        raw = gzip.decompress(raw)
    text = raw.decode("utf-8-sig", errors="replace")
    start = text.lstrip()[:1]
    if start == "{":
        return _lines(text, path)
    if start == "[":
        return iter([item for item in orjson.loads(text) if isinstance(item, dict)])
    head = text.partition("\n")[0]
    mark = max(",\t;|", key=head.count)
    return csv.DictReader(io.StringIO(text, newline=""), delimiter=mark)


def _lines(text: str, path: Path) -> Iterator[Mapping[str, Any]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise UnreadableSales(f"{path.name}, line {number}: this is not JSON ({error}).") from error
        if isinstance(record, dict):
            yield record

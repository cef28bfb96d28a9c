"""Closed sales from a file: CSV (or tab, semicolon) or JSON Lines with Data Dictionary names, packed or not."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from integrations.mls.cma.imputing import impute_prices
from integrations.mls.cma.sales import SaleRow
from integrations.mls.cma.sales_fields import UNREADABLE_DATE, read_sale

MOST_NOTES = 3


class UnreadableSales(ValueError):
    """The file holds no sales; the message says what was looked for and what was found."""


@dataclass(frozen=True, slots=True)
class SalesFile:
    """What a file held: `left_out` counts records that are no sale; `imputed` those priced from their list price."""

    sales: tuple[SaleRow, ...]
    left_out: Mapping[str, int]
    imputed: int = 0
    notes: tuple[str, ...] = ()


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
    notes: list[str] = []
    for number, record in enumerate(_records(path), 1):
        names.update(str(name) for name in record if name)
        found = read_sale(record, number)
        if isinstance(found, SaleRow) and not found.close_price:
            unpriced.append(found)
        elif isinstance(found, SaleRow):
            sales.append(found)
        else:
            left_out[found] += 1
            if found == UNREADABLE_DATE and len(notes) < MOST_NOTES:
                notes.append(_note_date(record, number))
    imputed = impute_prices(sales, unpriced)
    if len(unpriced) > len(imputed):
        left_out["no close price"] = len(unpriced) - len(imputed)
    if not sales:
        raise UnreadableSales(f"{path.name} {_miss(names)}{''.join(f' {note}' for note in notes[:1])}")
    return SalesFile((*sales, *imputed), dict(left_out), len(imputed), tuple(notes))


def _miss(names: set[str]) -> str:
    """What a file without any sale lacks."""
    known = {name.strip().lower() for name in names}
    lacks = [name for name in ("CloseDate", "ClosePrice") if name.lower() not in known]
    if not names:
        return "holds no records: give a line of names, CloseDate and ClosePrice among them, and one line a sale."
    told = ", ".join(sorted(names)[:12])
    if lacks:
        return f"has no column {' and no column '.join(lacks)}. Its fields are: {told}."
    return f"has no sale with CloseDate and ClosePrice. Its fields are: {told}."


def _note_date(record: Mapping[Any, Any], number: int) -> str:
    value = next((value for name, value in record.items() if str(name).strip().lower() == "closedate"), "")
    said = str(value)[:40]
    return f"Record {number} (line {number + 1} of a CSV file): CloseDate {said!r} is no date; write it 2015-03-31."


def _records(path: Path) -> Iterator[Mapping[str, Any]]:
    text = _text(path)
    start = text.lstrip()[:1]
    if start == "{":
        return _lines(text, path)
    if start == "[":
        return _array(text, path)
    head = text.partition("\n")[0]
    mark = max(",\t;|", key=head.count)
    return _rows(text, mark, path)


def _text(path: Path) -> str:
    raw = path.read_bytes()
    if raw[:2] == b"\x1f\x8b":
        try:
            raw = gzip.decompress(raw)
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableSales(f"{path.name} is packed with gzip and damaged ({error}).") from error
    if raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return raw.decode("utf-16", errors="replace")
    if b"\0" in raw[:4096]:
        raise UnreadableSales(f"{path.name} is no text: give CSV or JSON Lines (a spreadsheet can save as CSV).")
    return raw.decode("utf-8-sig", errors="replace")


def _rows(text: str, mark: str, path: Path) -> Iterator[Mapping[str, Any]]:
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        yield from rows
    except csv.Error as error:
        raise UnreadableSales(f"{path.name}, line {rows.line_num}: this is not CSV ({error}).") from error


def _array(text: str, path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise UnreadableSales(f"{path.name} begins as a JSON array and is none ({error}).") from error
    return iter([item for item in found if isinstance(item, dict)])


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

"""The last test of our values against past sales: one row for each lead before closing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, select

from integrations.store.tables.cma_accuracy import cma_accuracy
from integrations.store.upserts import upsert


@dataclass(frozen=True, slots=True)
class TestedSale:
    """One sale that was priced: the value's relative error and, where there is one, the 80 % range."""

    postal_code: str
    error: float
    held: bool | None
    half_width: float | None


@dataclass(frozen=True, slots=True)
class Test:
    """All sales priced `lag_days` before their closing."""

    lag_days: int
    measured_at: datetime
    test_from: date
    sales: tuple[TestedSale, ...]


def keep_tests(connection: Connection, tests: Sequence[Test]) -> None:
    """Put these in the place of all tests before."""
    connection.execute(delete(cma_accuracy))
    rows = [
        {
            "lag_days": test.lag_days,
            "measured_at": test.measured_at,
            "test_from": test.test_from,
            "tests": [[sale.postal_code, sale.error, sale.held, sale.half_width] for sale in test.sales],
        }
        for test in tests
    ]
    upsert(connection, cma_accuracy, rows, key=["lag_days"])


def read_tests(connection: Connection) -> list[Test]:
    """The last tests, that on the day of closing first; none before the first."""
    query = select(cma_accuracy).order_by(cma_accuracy.c.lag_days)
    return [
        Test(
            row["lag_days"], row["measured_at"], row["test_from"], tuple(TestedSale(*values) for values in row["tests"])
        )
        for row in connection.execute(query).mappings()
    ]

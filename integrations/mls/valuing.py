from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Final

from integrations.mls.accuracy import of_zip
from integrations.mls.cma.compose import compose_cma
from integrations.mls.cma.errors import NotValuable
from integrations.mls.cma.naming import name_sales
from integrations.mls.cma.since import compare
from integrations.mls.door import Door
from integrations.mls.showing import besides
from integrations.mls.terms import Rule
from integrations.models.cma import CMA, ComparableChoices, PropertyDetails, Since
from integrations.models.listing import Listing
from integrations.models.selling_costs import SellingCosts
from integrations.store import Connection, Store, cmas, licences, listings

if TYPE_CHECKING:
    from integrations.mls.cma.model import MarketModel

LINK_LASTS: Final = timedelta(days=30)
GIVEN_UP: Final = timedelta(days=180)
MOST_OFFERS: Final = 5

Version = tuple[int, datetime | None, date]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about one home, and when; compared with the analysis of the day `since`, else with the last one."""

    subject: Listing
    details: PropertyDetails | None
    choices: ComparableChoices | None
    as_of: datetime
    now: datetime
    today: date
    zone: tzinfo = UTC
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What else an analysis needs: homes for sale, homes nobody bought, costs, and the home's last analysis."""

    offered: Sequence[Listing]
    expired: Sequence[Listing]
    costs: SellingCosts | None
    last: CMA | None


class LearnedMarket:
    """The market model of the store's closed sales, learned again when they changed and every day."""

    def __init__(self, store: Store, door: Door) -> None:
        self._store = store
        self._door = door
        self._lock = asyncio.Lock()
        self._version: Version | None = None
        self._model: MarketModel | None = None
        self._ahead: asyncio.Task[None] | None = None

    async def current(self, today: date) -> MarketModel:
        """The model of now; learning takes two seconds in a worker thread. Raises `NotValuable` with too few sales."""
        async with self._lock:
            count, newest = await self._store.read(listings.closed_version)
            version = (count, newest, today)
            if self._model is None or version != self._version:
                self._model = await self._store.read(_learn, today, self._door)
                self._version = version
            return self._model

    def learn_ahead(self, today: date) -> None:
        """Learn again in the background, so that the next question need not wait; only if there was a question."""
        if self._model and (self._ahead is None or self._ahead.done()):
            self._ahead = asyncio.create_task(self._learn_ahead(today))

    async def _learn_ahead(self, today: date) -> None:
        with contextlib.suppress(NotValuable):
            await self.current(today)

    async def analyse(self, question: Question, *, costs: SellingCosts | None = None, link_base: str = "") -> CMA:
        """The analysis, kept in the store with a private link where `link_base` is known.

        Raises MissingFacts, UnknownComparable, and NotValuable, which names homes for sale nearby.
        """
        barred = await self._store.read(self._door.barred)
        offered = await self._store.read(listings.offered, barred)
        expired = await self._store.read(cmas.given_up, question.today - GIVEN_UP, barred)
        last = await self._store.read(cmas.latest_of, question.subject)
        try:
            model = await self.current(question.today)
            cma = await asyncio.to_thread(_compose, model, question, Around(offered, expired, costs, last))
        except NotValuable as error:
            raise NotValuable(f"{error}{_tell_offers(question.subject, offered)}") from error
        since = await self._compare(model, question, cma)
        token = secrets.token_urlsafe(32) if link_base else ""
        measured = await self._store.read(of_zip, question.subject.postal_code)
        cma = await self._credited(cma.model_copy(update={"since": since, "measured": measured}))
        token = "" if cma.withheld else token
        await self._store.write(cmas.keep, cma, question.now, token, question.now + LINK_LASTS)
        return cma.model_copy(update={"url": f"{link_base}/reports/cma/{token}"}) if token else cma

    async def _credited(self, cma: CMA) -> CMA:
        """With what must be said of each home, without dots where a seller hides his home, and who may not see it."""
        refused = (await self._door.refusals([cma.subject], "estimate")).get(cma.subject.ref)
        secret = await self._store.read(licences.hidden_places)
        return cma.model_copy(
            update={
                "credits": await self._door.credits([cma.subject, *besides(cma)]),
                "recent_sales": tuple(one for one in cma.recent_sales if (one.latitude, one.longitude) not in secret),
                "withheld": refused.said if refused and refused.rule is not Rule.SOLD_DATA else "",
            }
        )

    async def _compare(self, model: MarketModel, question: Question, cma: CMA) -> Since | None:
        """What changed since the day asked for, or since the last analysis; nothing where that is of today and alike.

        Where none was made by the day asked for, the home is valued again from the sales known then.
        """
        began = datetime.combine(question.today, time(), question.zone)
        if question.since is not None:
            began = min(began, datetime.combine(question.since + timedelta(days=1), time(), question.zone))
        old = await self._store.read(cmas.latest_of, question.subject, cma.id, began)
        if old is None and question.since is not None:
            return await asyncio.to_thread(_as_it_was, model, question, cma)
        old = old or await self._store.read(cmas.latest_of, question.subject, cma.id)
        if old is None:
            return None
        since = compare(cma, old)
        if old.valuation_date < cma.valuation_date or old.choices != cma.choices or old.details != cma.details:
            # A correction of today tells its own effect.
            return since if old.valuation_date < cma.valuation_date else None
        return since if since.dollars or since.reasons else None

    async def aclose(self) -> None:
        """Wait for the learning that may still run."""
        if self._ahead:
            await self._ahead


def _compose(model: MarketModel, question: Question, around: Around) -> CMA:
    return compose_cma(
        model,
        question.subject,
        question.details,
        as_of=question.as_of,
        competition=around.offered,
        choices=_named(model, question, around.last),
        expired=around.expired,
        costs=around.costs,
    )


def _named(model: MarketModel, question: Question, last: CMA | None) -> ComparableChoices | None:
    """The choices by refs: a sale is meant as the last analysis shows it, else as the rule alone would."""
    if not question.choices or question.choices == ComparableChoices():
        return None
    plain = compose_cma(model, question.subject, question.details, as_of=question.as_of)
    counted = model.value(question.subject, question.details).grid.evidence
    nearby = [model.sale(int(row)) for row in counted]
    return name_sales(model.history, question.choices, [last, plain] if last else [plain], nearby)


def _as_it_was(model: MarketModel, question: Question, cma: CMA) -> Since | None:
    """The home valued as of a day gone by, with today's facts and choices."""
    day = question.since
    if day is None or day >= cma.valuation_date:
        return None
    try:
        then = compose_cma(
            model,
            question.subject,
            question.details,
            as_of=question.as_of,
            valuation_date=day,
            choices=cma.choices,
        )
    except NotValuable:
        return None
    return compare(cma, then, kept=False)


def _tell_offers(subject: Listing, offered: Sequence[Listing]) -> str:
    """Homes for sale in the same ZIP code: all there is to go by where no closing price is known."""
    near = [
        one
        for one in offered
        if (one.postal_code, one.property_type) == (subject.postal_code, subject.property_type)
        and one.list_price
        and one.ref != subject.ref
    ]
    near.sort(key=lambda one: (abs((one.living_area or 0) - (subject.living_area or 0)), one.ref))
    told = "; ".join(f"{one.display_address} at ${one.list_price:,.0f}" for one in near[:MOST_OFFERS])
    return f" For sale nearby: {told}." if told else ""


def _learn(connection: Connection, today: date, door: Door) -> MarketModel:
    from integrations.mls.cma.imputing import impute_prices
    from integrations.mls.cma.model import MarketModel
    from integrations.mls.cma.sales import SaleRow

    barred = door.barred(connection)
    priced = listings.closed_sales(connection, barred)
    unpriced = cmas.unpriced_sales(connection, barred)
    guessed = impute_prices(priced, [SaleRow.without_price(sale) for sale in unpriced])
    model = MarketModel.fit([*priced, *guessed], today)
    model.calibrate()
    return model

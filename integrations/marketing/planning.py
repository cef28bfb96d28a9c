from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from integrations.marketing import fair_housing
from integrations.marketing.content import Copy, plain_text, write_copy
from integrations.marketing.errors import Refused
from integrations.marketing.gates import Known, Verdict, judge_email, judge_text
from integrations.marketing.letter import render_html
from integrations.marketing.office import OfficeCard
from integrations.marketing.segments import PRICE, count_segments, is_plain, price_texts
from integrations.models.campaign import Audience, CampaignPlan, CampaignType, Channel, Recipient
from integrations.models.contact import Contact
from integrations.models.listing import ON_MARKET, Listing, StandardStatus
from integrations.store import Store, audiences
from integrations.store.contacts import normal_point

Judge = Callable[[Contact, Known], Verdict]
JUDGES: Final[dict[Channel, Judge]] = {Channel.EMAIL: judge_email, Channel.SMS: judge_text}
_AUDIENCES: Final = {
    "matching_buyers": "buyers whose wishes fit the home",
    "buyers": "all buyers",
    "sellers": "all sellers",
    "everyone": "everyone in the CRM",
    "matching_investors": "investors whose wishes fit the home",
}
_LONGEST_TEXT: Final = 1600
_MANY_SEGMENTS: Final = 3


async def known_of(store: Store, channel: Channel, people: Sequence[Contact]) -> Known:
    """What the book says about these people's addresses or numbers."""
    emails = sorted({one.strip().lower() for contact in people for one in contact.emails})
    points = emails if channel is Channel.EMAIL else [normal_point(one) for contact in people for one in contact.phones]
    statuses = await store.read(audiences.statuses, emails) if channel is Channel.EMAIL else {}
    return Known(statuses, await store.read(audiences.suppressed, str(channel), points))


async def make_plan(
    store: Store,
    office: OfficeCard,
    campaign_type: CampaignType,
    channel: Channel,
    contacts: Sequence[tuple[Contact, str]],
    listing: Listing | None,
    audience: str,
    subject: str | None,
    message: str | None,
) -> CampaignPlan:
    """Everything Jorge must see; the same facts give the same plan, whatever the clock says.

    Raises:
        Refused: the words may not be sent, or nobody may get them.
    """
    copy = write_copy(campaign_type, listing, office, subject, message)
    warnings = [*check_words(copy), *_warn_of_listing(campaign_type, listing, message)]
    people = await choose(store, channel, contacts, _AUDIENCES.get(audience, audience or "chosen contacts"))
    email = channel is Channel.EMAIL
    if not email:
        warnings += warn_of_length(copy.sms)
    count = len(people.included)
    return CampaignPlan(
        campaign_type=campaign_type,
        channel=channel,
        title=copy.title,
        subject=copy.subject if email else "",
        preview_text=copy.preview_text if email else "",
        body_text=plain_text(copy, office) if email else copy.sms,
        body_html=render_html(copy, office) if email else "",
        audience=people,
        listing_ref=listing.ref if listing else None,
        listing_address=listing.display_address if listing else None,
        cost=price_texts(copy.sms, count) if not email else price_texts("", 0),
        cost_note="Part of your Mailchimp plan." if email else _note_of_cost(copy.sms, count),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def check_words(copy: Copy) -> list[str]:
    """What is doubtful in the words.

    Raises:
        Refused: a phrase may not be sent, or the words could not be checked.
    """
    return check_fairness(copy.subject, copy.opening, copy.remarks)


def check_fairness(*texts: str) -> list[str]:
    """Soft hits of the fair-housing check, in words.

    Raises:
        Refused: there is a hard one, or the check itself failed.
    """
    try:
        hits = fair_housing.check_text(*texts)
    except Exception as error:
        raise Refused("The fair-housing check could not be done, so nothing is sent.") from error
    hard = [str(hit) for hit in hits if hit.tier == "hard"]
    if hard:
        raise Refused(f"Fair housing: this may not be sent: {'; '.join(hard)}.", hard)
    return [f"Fair housing: look at {hit}." for hit in hits]


async def choose(store: Store, channel: Channel, contacts: Sequence[tuple[Contact, str]], words: str) -> Audience:
    """Who of these may be written to, and who not for which reason.

    Raises:
        Refused: nobody.
    """
    known = await known_of(store, channel, [contact for contact, _ in contacts])
    included: list[Recipient] = []
    excluded: list[Recipient] = []
    taken: set[str] = set()
    # By name, not by temperature: a plan must not change because somebody has become warmer.
    for contact, why in sorted(contacts, key=lambda pair: (pair[0].name.lower(), pair[0].id)):
        verdict = JUDGES[channel](contact, known)
        reason = verdict.reason or ("has the same address as somebody else" if verdict.point in taken else "")
        if reason:
            excluded.append(Recipient(contact_id=contact.id, name=contact.name, to=verdict.point, why=reason))
            continue
        taken.add(verdict.point)
        included.append(Recipient(contact_id=contact.id, name=contact.name, to=verdict.point, why=why))
    if not included:
        raise Refused(*_nobody(words, excluded))
    return Audience(description=words, included=tuple(included), excluded=tuple(excluded))


def _nobody(words: str, excluded: Sequence[Recipient]) -> tuple[str, list[str]]:
    if not excluded:
        return f"There is nobody to send it to: {words} are none at the moment.", []
    if len(excluded) == 1 and excluded[0].name == words:
        hint = " Call instead, or note the consent in the CRM." if "agreed" in excluded[0].why else ""
        return f"{words} may not be written to: {excluded[0].why}.{hint}", [excluded[0].why]
    counted = [f"{count} {why}" for why, count in Counter(one.why for one in excluded).most_common()]
    return f"Nobody of {words} may get it: {'; '.join(counted)}.", [f"{one.name}: {one.why}" for one in excluded]


def _warn_of_listing(campaign_type: CampaignType, listing: Listing | None, message: str | None) -> list[str]:
    if listing is None:
        return []
    warnings = []
    status, sold = listing.standard_status, campaign_type is CampaignType.JUST_SOLD
    if sold and status is not StandardStatus.CLOSED:
        warnings.append(f"The MLS says {status}, not Closed.")
    if not sold and status not in ON_MARKET:
        warnings.append(f"The MLS says {status}: the home is not for sale now.")
    before = listing.previous_list_price or listing.original_list_price
    if campaign_type is CampaignType.PRICE_DROP and not (before and listing.list_price and before > listing.list_price):
        warnings.append("The price has not come down in the MLS.")
    if campaign_type is CampaignType.OPEN_HOUSE and not message:
        warnings.append("It names no time: put the day and hours into the opening words.")
    if not listing.internet_entire_listing_display:
        warnings.append("The seller does not want this listing on the internet.")
    return warnings


def warn_of_length(sms: str) -> list[str]:
    """What a long or an odd text costs.

    Raises:
        Refused: it is longer than can be sent.
    """
    if len(sms) > _LONGEST_TEXT:
        raise Refused(f"The text has {len(sms)} characters; at most {_LONGEST_TEXT} can be sent. Say less.")
    warnings = []
    if not is_plain(sms):
        odd = "".join(sorted({one for one in sms if not is_plain(one)}))[:10]
        warnings.append(f"These characters more than double the cost of a text: {odd}")
    if count_segments(sms) >= _MANY_SEGMENTS:
        warnings.append(f"It is long: {count_segments(sms)} segments for each person.")
    return warnings


def _note_of_cost(sms: str, count: int) -> str:
    parts = count_segments(sms)
    return (
        f"{count} × {parts} {'segment' if parts == 1 else 'segments'} at ${PRICE} (Twilio's list price; carriers' fees "
        "come on top). Texts go out between 8:00 and 21:00 where the recipient is; the others wait for the morning."
    )

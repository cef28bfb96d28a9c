"""What stands around listings in an MLS: photos, agents, offices and visiting hours. Field names are RESO's."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Literal

from pydantic import Field

from integrations.models.frozen import Frozen

PartName = Literal["Media", "Member", "Office", "OpenHouse"]


class Part(Frozen):
    """A record of an MLS that is no Property. `local` keeps, as they came, the fields that the model has no name for.

    `is_gone` says that the MLS wants it deleted.
    """

    resource: ClassVar[PartName]
    originating_system: str
    modification_timestamp: datetime
    local: dict[str, Any] = Field(default_factory=dict)
    is_gone: bool = Field(default=False, exclude=True)

    @property
    def record_key(self) -> str:
        """Its key in the MLS."""
        raise NotImplementedError

    @property
    def ref(self) -> str:
        """The store's key of this record: `originating system:key`."""
        return f"{self.originating_system}:{self.record_key}"


class Media(Part):
    """A photo or document of a listing. `may_be_linked`: the platform lets its URL be shown instead of a copy."""

    resource = "Media"
    media_key: str
    resource_record_key: str
    media_url: str | None = None
    order: int = 0
    media_category: str = "Photo"
    preferred_photo: bool = False
    permission: tuple[str, ...] = ()
    short_description: str | None = None
    may_be_linked: bool = True

    @property
    def record_key(self) -> str:  # noqa: D102
        return self.media_key

    @property
    def listing_ref(self) -> str:
        """The store's key of the listing that it shows."""
        return f"{self.originating_system}:{self.resource_record_key}"


class Member(Part):
    """An agent."""

    resource = "Member"
    member_key: str
    member_mls_id: str | None = None
    member_full_name: str = ""
    member_email: str | None = None
    member_preferred_phone: str | None = None
    member_state_license: str | None = None
    member_status: str | None = None
    office_key: str | None = None
    office_name: str | None = None

    @property
    def record_key(self) -> str:  # noqa: D102
        return self.member_key


class Office(Part):
    """A brokerage's office."""

    resource = "Office"
    office_key: str
    office_mls_id: str | None = None
    office_name: str = ""
    office_phone: str | None = None
    office_email: str | None = None
    office_status: str | None = None

    @property
    def record_key(self) -> str:  # noqa: D102
        return self.office_key


class OpenHouse(Part):
    """A time at which a listing can be visited; times are aware."""

    resource = "OpenHouse"
    open_house_key: str
    listing_key: str
    open_house_status: str = "Active"
    open_house_date: date | None = None
    open_house_start_time: datetime
    open_house_end_time: datetime | None = None
    open_house_remarks: str | None = None

    @property
    def record_key(self) -> str:  # noqa: D102
        return self.open_house_key

    @property
    def listing_ref(self) -> str:
        """The store's key of the listing."""
        return f"{self.originating_system}:{self.listing_key}"


class Around(Frozen):
    """What belongs beside a listing where it is shown. `photo_url` is one that may be linked and seen by anyone.

    `also_in` are the same home's records in other MLSs, as "HAR 1234567".
    """

    photo_url: str | None = None
    agent_name: str | None = None
    agent_phone: str | None = None
    office_name: str | None = None
    office_phone: str | None = None
    open_houses: tuple[OpenHouse, ...] = ()
    also_in: tuple[str, ...] = ()


PARTS: dict[PartName, type[Part]] = {"Media": Media, "Member": Member, "Office": Office, "OpenHouse": OpenHouse}

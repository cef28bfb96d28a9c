"""Which fields each resource has; the one table behind payloads, filters and `$metadata`."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Literal

Kind = Literal["string", "strings", "enum", "int", "decimal", "bool", "date", "timestamp"]


@dataclass(frozen=True, slots=True)
class Field:
    """A field; `lookup` names its list of allowed values, `strings` is a collection, `enum` a type of its own."""

    name: str
    kind: Kind
    lookup: str | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource (entity set); the first field is its key."""

    name: str
    fields: tuple[Field, ...]
    position: dict[str, int] = dataclass_field(hash=False)

    @property
    def key(self) -> str:
        """Return the name of the key field."""
        return self.fields[0].name

    def field(self, name: str) -> Field | None:
        """Return the field of this (case-sensitive) name."""
        place = self.position.get(name)
        return None if place is None else self.fields[place]


def _resource(name: str, spec: str) -> Resource:
    """Read `kind: Field Field=Lookup ...` lines; the first field is the key."""
    fields = []
    for line in spec.strip().splitlines():
        kind, names = line.split(":", 1)
        for word in names.split():
            field_name, _, lookup = word.partition("=")
            fields.append(Field(field_name, kind.strip(), lookup or None))  # type: ignore[arg-type]
    return Resource(name, tuple(fields), {field.name: place for place, field in enumerate(fields)})


PROPERTY = _resource(
    "Property",
    """
    string: ListingKey ListingId OriginatingSystemName OriginatingSystemKey ParcelNumber
    string: StandardStatus=StandardStatus MlsStatus=MlsStatus MajorChangeType=ChangeType
    string: PropertyType=PropertyType PropertySubType=PropertySubType
    timestamp: ModificationTimestamp OriginalEntryTimestamp MajorChangeTimestamp StatusChangeTimestamp
    timestamp: PriceChangeTimestamp PhotosChangeTimestamp
    date: ListingContractDate OnMarketDate OffMarketDate PurchaseContractDate CloseDate
    int: DaysOnMarket CumulativeDaysOnMarket
    decimal: ListPrice OriginalListPrice PreviousListPrice ClosePrice
    decimal: LivingArea AboveGradeFinishedArea BelowGradeFinishedArea LotSizeSquareFeet LotSizeAcres
    string: LivingAreaUnits=AreaUnits LivingAreaSource=AreaSource
    int: BedroomsTotal BathroomsTotalInteger BathroomsFull BathroomsThreeQuarter BathroomsHalf BathroomsOneQuarter
    decimal: BathroomsTotalDecimal Stories
    strings: Levels=Levels
    int: YearBuilt YearBuiltEffective
    bool: WaterfrontYN ViewYN NewConstructionYN
    string: StreetNumber StreetDirPrefix=StreetDirection StreetName StreetSuffix StreetDirSuffix=StreetDirection
    string: UnitNumber UnparsedAddress City PostalCity CountyOrParish=CountyOrParish
    string: StateOrProvince=StateOrProvince PostalCode Country=Country SubdivisionName
    decimal: Latitude Longitude
    string: ListAgentKey ListAgentMlsId ListAgentFullName ListOfficeKey ListOfficeMlsId ListOfficeName
    string: ListOfficePhone AttributionContact BuyerAgentKey BuyerAgentFullName BuyerOfficeKey BuyerOfficeName
    string: PublicRemarks PrivateRemarks ShowingInstructions CopyrightNotice Disclaimer
    bool: InternetEntireListingDisplayYN InternetAddressDisplayYN
    bool: InternetAutomatedValuationDisplayYN InternetConsumerCommentYN
    int: PhotosCount KC_Grade KC_Condition KC_View KC_LivingArea15 KC_LotSize15
    """,
)
MEMBER = _resource(
    "Member",
    """
    string: MemberKey MemberMlsId MemberFirstName MemberLastName MemberFullName MemberEmail
    string: MemberPreferredPhone MemberStateLicense MemberStateLicenseState=StateOrProvince
    string: MemberStatus=MemberStatus OfficeKey OfficeMlsId OfficeName OriginatingSystemName
    timestamp: ModificationTimestamp
    """,
)
OFFICE = _resource(
    "Office",
    """
    string: OfficeKey OfficeMlsId OfficeName OfficePhone OfficeEmail OfficeCity OfficePostalCode
    string: OfficeStateOrProvince=StateOrProvince OfficeStatus=OfficeStatus OriginatingSystemName
    timestamp: ModificationTimestamp
    """,
)
OPEN_HOUSE = _resource(
    "OpenHouse",
    """
    string: OpenHouseKey ListingKey ListingId OpenHouseStatus=OpenHouseStatus OpenHouseType=OpenHouseType
    date: OpenHouseDate
    timestamp: OpenHouseStartTime OpenHouseEndTime
    string: OpenHouseRemarks ShowingAgentKey ShowingAgentFirstName ShowingAgentLastName OriginatingSystemName
    timestamp: ModificationTimestamp
    """,
)
MEDIA = _resource(
    "Media",
    """
    string: MediaKey ResourceRecordKey ResourceRecordID ResourceName=ResourceName MediaURL MediaObjectID
    string: MediaCategory=MediaCategory MimeType ShortDescription OriginatingSystemName
    strings: Permission=Permission
    int: Order ImageWidth ImageHeight
    bool: PreferredPhotoYN
    timestamp: MediaModificationTimestamp ModificationTimestamp
    """,
)
LOOKUP = _resource(
    "Lookup",
    """
    string: LookupKey LookupName LookupValue StandardLookupValue LegacyODataValue
    timestamp: ModificationTimestamp
    """,
)
ENTITY_EVENT = _resource(
    "EntityEvent",
    """
    int: EntityEventSequence
    string: ResourceName ResourceRecordKey ResourceRecordUrl
    """,
)
DELETION = _resource("Deletion", "string: UniversalKey")  # of Bright's five fields only the key is established
RESOURCES = {
    resource.name: resource
    for resource in (PROPERTY, MEMBER, OFFICE, OPEN_HOUSE, MEDIA, LOOKUP, ENTITY_EVENT, DELETION)
}


@dataclass(frozen=True, slots=True)
class Navigation:
    """What `$expand` brings along: a resource, one record of it by a key in `by`, or without `by` many."""

    resource: str
    by: str = ""


# What a Property leads to, by the Data Dictionary's names.
NAVIGATION = {
    "Media": Navigation("Media"),
    "ListAgent": Navigation("Member", "ListAgentKey"),
    "ListOffice": Navigation("Office", "ListOfficeKey"),
    "BuyerAgent": Navigation("Member", "BuyerAgentKey"),
}

LOOKUPS: dict[str, tuple[str, ...]] = {
    "StandardStatus": (
        "Active",
        "Active Under Contract",
        "Canceled",
        "Closed",
        "Coming Soon",
        "Delete",
        "Expired",
        "Hold",
        "Incomplete",
        "Pending",
        "Withdrawn",
    ),
    "MlsStatus": (
        "Active",
        "Contingent",
        "Cancelled",
        "Sold",
        "Coming Soon",
        "Expired",
        "Temporarily Off Market",
        "Pending",
        "Withdrawn",
    ),
    "ChangeType": (
        "New Listing",
        "Price Reduced",
        "Price Increased",
        "Back On Market",
        "Active",
        "Active Under Contract",
        "Pending",
        "Closed",
        "Coming Soon",
        "Expired",
        "Withdrawn",
        "Canceled",
        "Hold",
    ),
    "PropertyType": ("Residential",),
    "PropertySubType": ("Single Family Residence", "Townhouse"),
    "AreaUnits": ("Square Feet",),
    "AreaSource": ("Public Records",),
    "Levels": ("One", "One and One Half", "Two", "Two and One Half", "Three Or More"),
    "StreetDirection": ("N", "NE", "E", "SE", "S", "SW", "W", "NW"),
    "CountyOrParish": ("King",),
    "StateOrProvince": ("WA",),
    "Country": ("US",),
    "MemberStatus": ("Active",),
    "OfficeStatus": ("Active",),
    "OpenHouseStatus": ("Active", "Canceled", "Ended"),
    "OpenHouseType": ("Public",),
    "ResourceName": ("Property",),
    "MediaCategory": ("Photo",),
    "Permission": ("Public", "Agent Only"),
}

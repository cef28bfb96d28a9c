"""Renders what stands beside the listings: agents, offices, visiting hours, and the lookups."""

from __future__ import annotations

from typing import Any

from integrations.simulated.mls.fields import LOOKUPS
from integrations.simulated.mls.rows import SYSTEM, stamp
from integrations.simulated.world import Agent, Office, OpenHouse
from integrations.simulated.world.clockwork import local_day


def member_record(agent: Agent) -> dict[str, Any]:
    """Return an agent as a Member."""
    return {
        "MemberKey": agent.key,
        "MemberMlsId": agent.mls_id,
        "MemberFirstName": agent.first_name,
        "MemberLastName": agent.last_name,
        "MemberFullName": agent.full_name,
        "MemberEmail": agent.email,
        "MemberPreferredPhone": agent.phone,
        "MemberStateLicense": agent.license,
        "MemberStateLicenseState": "WA",
        "MemberStatus": "Active",
        "OfficeKey": agent.office.key,
        "OfficeMlsId": agent.office.mls_id,
        "OfficeName": agent.office.name,
        "OriginatingSystemName": SYSTEM,
        "ModificationTimestamp": stamp(agent.modified),
    }


def office_record(office: Office) -> dict[str, Any]:
    """Return an office as an Office."""
    return {
        "OfficeKey": office.key,
        "OfficeMlsId": office.mls_id,
        "OfficeName": office.name,
        "OfficePhone": office.phone,
        "OfficeEmail": office.email,
        "OfficeCity": office.city,
        "OfficePostalCode": office.postal_code,
        "OfficeStateOrProvince": "WA",
        "OfficeStatus": "Active",
        "OriginatingSystemName": SYSTEM,
        "ModificationTimestamp": stamp(office.modified),
    }


def open_house_record(event: OpenHouse) -> dict[str, Any]:
    """Return visiting hours as an OpenHouse."""
    return {
        "OpenHouseKey": event.key,
        "ListingKey": event.listing_key,
        "ListingId": event.listing_id,
        "OpenHouseStatus": "Active",
        "OpenHouseType": "Public",
        "OpenHouseDate": local_day(event.starts).isoformat(),
        "OpenHouseStartTime": stamp(event.starts),
        "OpenHouseEndTime": stamp(event.ends),
        "OpenHouseRemarks": event.remarks,
        "ShowingAgentKey": event.agent.key,
        "ShowingAgentFirstName": event.agent.first_name,
        "ShowingAgentLastName": event.agent.last_name,
        "OriginatingSystemName": SYSTEM,
        "ModificationTimestamp": stamp(event.modified),
    }


def lookup_records() -> list[dict[str, Any]]:
    """Return every allowed value of every lookup."""
    return [
        {
            "LookupKey": f"{name}-{place + 1}",
            "LookupName": name,
            "LookupValue": value,
            "StandardLookupValue": None if name == "MlsStatus" else value,
            "LegacyODataValue": value.replace(" ", ""),
            "ModificationTimestamp": "2024-01-01T00:00:00.000Z",
        }
        for name, values in LOOKUPS.items()
        for place, value in enumerate(values)
    ]

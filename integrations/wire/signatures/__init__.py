"""Whether a webhook comes from whom it says: one small module for each way of signing.

All work on the raw bytes, in constant time, take several secrets while one is being changed, and refuse everything
where none is set.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from integrations.wire.signatures.bearer import check_bearer
from integrations.wire.signatures.calcom import check_calcom
from integrations.wire.signatures.followupboss import check_followupboss
from integrations.wire.signatures.gohighlevel import check_gohighlevel
from integrations.wire.signatures.google_lead import check_google_lead
from integrations.wire.signatures.meta import answer_challenge, check_meta
from integrations.wire.signatures.path import check_path
from integrations.wire.signatures.scheme import Scheme, Secrets
from integrations.wire.signatures.spark import check_spark
from integrations.wire.signatures.stamped import check_calendly, check_mailchimp
from integrations.wire.signatures.standard import check_standard
from integrations.wire.signatures.twilio import check_twilio

SCHEMES: Final[Mapping[str, Scheme]] = {
    "bearer": check_bearer,
    "calcom": check_calcom,
    "calendly": check_calendly,
    "followupboss": check_followupboss,
    "gohighlevel": check_gohighlevel,
    "google_lead": check_google_lead,
    "mailchimp": check_mailchimp,
    "meta": check_meta,
    "path": check_path,
    "spark": check_spark,
    "standard": check_standard,
    "twilio": check_twilio,
}

__all__ = [
    "SCHEMES",
    "Scheme",
    "Secrets",
    "answer_challenge",
    "check_bearer",
    "check_calcom",
    "check_calendly",
    "check_followupboss",
    "check_gohighlevel",
    "check_google_lead",
    "check_mailchimp",
    "check_meta",
    "check_path",
    "check_spark",
    "check_standard",
    "check_twilio",
]

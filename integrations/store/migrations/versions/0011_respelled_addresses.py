"""respelled_addresses: the keys by which homes are found, as the book spells them now"""

from alembic import op
import sqlalchemy as sa

from integrations.store.addresses import normalise

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_AT_ONCE = 5000
_listings = sa.table(
    "listings",
    *(
        sa.column(name)
        for name in ("ref", "unparsed_address", "unit_number", "street_number", "street_key", "unit_key")
    ),
)


def upgrade() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.select(_listings.c.ref, _listings.c.unparsed_address, _listings.c.unit_number)).all()
    change = (
        sa.update(_listings)
        .where(_listings.c.ref == sa.bindparam("key"))
        .values({name: sa.bindparam(name) for name in ("street_number", "street_key", "unit_key")})
    )
    for at in range(0, len(rows), _AT_ONCE):
        connection.execute(change, [_keys(*row) for row in rows[at : at + _AT_ONCE]])


def downgrade() -> None:
    """The keys are made anew when a listing is saved; the columns stay as they are."""


def _keys(ref: str, text: str, unit: str | None) -> dict[str, str | None]:
    address = normalise(text, unit)
    number, street, unit_key = address.number[:16] or None, address.street_key[:160], address.unit[:32]
    return {"key": ref, "street_number": number, "street_key": street, "unit_key": unit_key}

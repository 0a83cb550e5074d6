"""Cases that waited at a payer's answer go on in the account."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute(sa.text("UPDATE attempts SET stage = 'account' WHERE stage = 'remittance'"))

"""What a capture opts out of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("capture", sa.Column("opt_outs", sa.Text()))

"""Where a WARC file is that is no longer only on the disk of its writer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("warc_file", sa.Column("place", sa.Text()))

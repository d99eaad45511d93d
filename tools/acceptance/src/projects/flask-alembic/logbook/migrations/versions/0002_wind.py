"""wind"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'


def upgrade():
    op.add_column('entry', sa.Column('wind', sa.Text, server_default='calm'))


def downgrade():
    op.drop_column('entry', 'wind')

import sqlalchemy
from alembic import op

revision = '0001'
down_revision = None


def upgrade():
    op.create_table('ship', sqlalchemy.Column('name', sqlalchemy.String))

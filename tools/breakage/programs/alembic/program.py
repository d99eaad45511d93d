# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "alembic==1.13.1",
#     "greenlet==3.5.6",
#     "mako==1.4.3",
#     "markupsafe==3.0.4",
#     "sqlalchemy==2.0.30",
#     "typing-extensions==4.16.0",
# ]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# see = "https://github.com/miguelgrinberg/Flask-Migrate/issues/358"
# ///

import os
import sqlite3

from alembic import command
from alembic.config import Config

config = Config()
config.set_main_option('script_location', os.path.join(os.path.dirname(os.path.abspath(__file__)), 'migrations'))
config.set_main_option('sqlalchemy.url', 'sqlite:///ships.db')
command.upgrade(config, 'head')
print(sqlite3.connect('ships.db').execute("select name from sqlite_master where name = 'ship'").fetchall())

"""What differs from machine to machine. Edit this file in the unpacked release."""

import os

# Name a file that survives an update.
DATABASE = os.environ.get("TIDEBOARD_DATABASE", "tideboard.sqlite3")

ALLOWED_HOSTS = ["localhost", "127.0.0.1"]

# No secret ships: the machine has it.
SECRET_KEY = os.environ.get("TIDEBOARD_SECRET_KEY", "")

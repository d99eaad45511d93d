# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "humanfriendly==10.0",
# ]
#
# [tool.breakage]
# breaks = ["-OO"]
# confirms = ["humanfriendly/cli.py:165"]
# ///

import sys
from humanfriendly.cli import main

sys.argv = ['humanfriendly', '--help']
main()

# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "coloredlogs==15.0.1",
#     "humanfriendly==10.0",
# ]
#
# [tool.breakage]
# breaks = ["-OO"]
# confirms = ["coloredlogs/cli.py:76"]
# ///

import sys
from coloredlogs.cli import main

sys.argv = ['coloredlogs', '--help']
main()

# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "tabulate==0.10.0",
# ]
#
# [tool.breakage]
# breaks = ["-OO"]
# confirms = ["tabulate/__init__.py:2978"]
# ///

import sys
from tabulate import _main

sys.argv = ['tabulate', '--help']
try:
    _main()
except SystemExit as error:
    print(error.code)

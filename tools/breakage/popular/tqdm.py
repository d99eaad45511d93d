# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "tqdm==4.70.1",
# ]
#
# [tool.breakage]
# breaks = ["-OO"]
# confirms = ["tqdm/cli.py:183"]
# ///

import io
import sys
from tqdm.cli import main

sys.argv = ['tqdm', '--help']
try:
    main(argv=['--help'])
except SystemExit as error:
    print(error.code)

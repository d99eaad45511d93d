# /// script
# requires-python = "==3.9.*"
# dependencies = ["icecream==1.3", "setuptools==75.1.0"]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# see = "https://github.com/gruns/icecream/issues/22"
# ///

import sys
from icecream import ic

ic.configureOutput(outputFunction=lambda text: sys.stdout.write(text + '\n'))
ship = 'one'
ic(ship)

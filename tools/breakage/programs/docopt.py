# /// script
# requires-python = "==3.12.*"
# dependencies = ["docopt==0.6.2"]
#
# [tool.breakage]
# breaks = ["-OO", "empty"]
# see = "https://github.com/docopt/docopt/pull/515"
# ///

"""Usage: ship [--fast] NAME"""
from docopt import docopt
print(docopt(__doc__, ['--fast', 'Ann']))

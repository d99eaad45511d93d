# /// script
# requires-python = "==3.9.*"
# dependencies = ["ephem==4.0.0.2"]
#
# [tool.breakage]
# breaks = ["-OO"]
# see = "https://github.com/brandon-rhodes/pyephem/issues/213"
# ///

import ephem

print(ephem.Date('2020/1/1'))

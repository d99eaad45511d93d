# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "fonttools==4.68.0",
# ]
#
# [tool.breakage]
# breaks = ["-OO"]
# confirms = ["fontTools/ttx.py:158"]
# ///

from fontTools.ttx import main

main(['-h'])

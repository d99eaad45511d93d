# /// script
# requires-python = "==3.9.*"
# dependencies = ["luqum==0.11.0", "ply==3.11"]
#
# [tool.breakage]
# breaks = ["-OO", "empty"]
# ///

from luqum.parser import parser

print(repr(parser.parse('a:b AND c')))

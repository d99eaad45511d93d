# /// script
# requires-python = "==3.8.*"
# dependencies = ["pysmi==0.3.4", "ply==3.11"]
#
# [tool.breakage]
# breaks = ["-OO", "empty"]
# ///

from pysmi.parser.smi import parserFactory

print(parserFactory()().parse('A DEFINITIONS ::= BEGIN END'))

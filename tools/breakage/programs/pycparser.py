# /// script
# requires-python = "==3.11.*"
# dependencies = ["pycparser==2.20"]
#
# [tool.breakage]
# breaks = ["-OO"]
# see = "https://github.com/eliben/pycparser/issues/445"
# ///

from pycparser import CParser

print(type(CParser().parse('int a;', 'a.c').ext[0]).__name__)

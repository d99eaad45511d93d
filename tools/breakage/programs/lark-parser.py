# /// script
# requires-python = "==3.9.*"
# dependencies = ["lark-parser==0.6.5"]
#
# [tool.breakage]
# breaks = ["-OO"]
# see = "https://github.com/lark-parser/lark/issues/283"
# ///

from lark import Lark

print(Lark('start: "a"+').parse('aa').data)

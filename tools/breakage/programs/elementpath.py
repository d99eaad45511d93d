# /// script
# requires-python = "==3.12.*"
# dependencies = ["elementpath==5.1.1"]
#
# [tool.breakage]
# breaks = ["-OO", "empty"]
# ///

from xml.etree import ElementTree
import elementpath
print(elementpath.select(ElementTree.XML('<a><b>1</b></a>'), 'number(/a/b) + 1'))

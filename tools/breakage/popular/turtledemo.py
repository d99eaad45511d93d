# /// script
# requires-python = "==3.12.*"
# dependencies = ["python-library==3.12"]
#
# [tool.breakage]
# breaks = ["no-source"]
# confirms = ["turtledemo/__main__.py:118"]
# ///

import sys
from types import ModuleType
from unittest.mock import MagicMock


# A Python without Tk has the list of demos all the same.
class Module(ModuleType):
    __path__, __all__ = [], ['NORMAL']

    def __getattr__(self, name):
        return MagicMock()


names = ['tkinter', 'turtle', 'idlelib', 'idlelib.colorizer', 'idlelib.percolator', 'idlelib.textview']
sys.modules.update((name, Module(name)) for name in names)
from turtledemo.__main__ import getExampleEntries

print(getExampleEntries())

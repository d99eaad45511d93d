# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "debugpy==1.8.22",
# ]
#
# [tool.breakage]
# breaks = ["-OO"]
# confirms = ["debugpy/_vendored/pydevd/pydevd_attach_to_process/winappdbg/disasm.py:644"]
# ///

import ctypes
import os
import sys
from unittest.mock import MagicMock

# What Windows has.
ctypes.WINFUNCTYPE, ctypes.windll, ctypes.WinError = ctypes.CFUNCTYPE, MagicMock(), OSError
import debugpy

place = '_vendored/pydevd/pydevd_attach_to_process'
sys.path.append(os.path.join(os.path.dirname(debugpy.__file__), place))
from winappdbg.disasm import Disassembler

print(Disassembler.__name__)

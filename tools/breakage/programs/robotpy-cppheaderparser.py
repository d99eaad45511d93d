# /// script
# requires-python = "==3.11.*"
# dependencies = ["robotpy-cppheaderparser==5.1.0", "ply==3.11"]
#
# [tool.breakage]
# breaks = ["-OO", "empty"]
# ///

from CppHeaderParser import CppHeader

print([f['name'] for f in CppHeader('int f(int a);', argType='string').functions])

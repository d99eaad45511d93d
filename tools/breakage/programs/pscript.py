# /// script
# requires-python = "==3.11.*"
# dependencies = ["pscript==0.7.7"]
#
# [tool.breakage]
# breaks = ["-OO"]
# ///

from pscript import py2js, evalpy
def foo(a):
    return a + 1
print(py2js('x = 1 + 2'))
print(len(__import__('pscript').get_full_std_lib()) > 100)

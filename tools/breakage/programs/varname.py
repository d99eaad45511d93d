# /// script
# requires-python = "==3.12.*"
# dependencies = ["varname==0.13.0", "executing==2.3.0"]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# ///

from varname import varname

def make():
    return varname()
ship = make()
print(ship)

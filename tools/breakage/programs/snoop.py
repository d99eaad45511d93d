# /// script
# requires-python = "==3.11.*"
# dependencies = [
#     "snoop==0.4.3",
#     "asttokens==3.0.2",
#     "cheap-repr==0.5.2",
#     "executing==2.3.0",
#     "pygments==2.21.0",
#     "six==1.17.0",
# ]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# ///

import io, snoop
out = io.StringIO()
snoop.install(out=out, color=False)
@snoop.snoop
def f(a):
    b = a + 1
    return b
f(1)
print('b = a + 1' in out.getvalue())

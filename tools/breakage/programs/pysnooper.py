# /// script
# requires-python = "==3.11.*"
# dependencies = ["pysnooper==1.2.0"]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# ///

import io, pysnooper
out = io.StringIO()
@pysnooper.snoop(out)
def f(a):
    b = a + 1
    return b
f(1)
print('b = a + 1' in out.getvalue())

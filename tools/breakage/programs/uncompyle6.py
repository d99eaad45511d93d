# /// script
# requires-python = "==3.8.*"
# dependencies = ["uncompyle6==3.9.2", "click==8.1.8", "six==1.17.0", "spark-parser==1.8.9", "xdis==6.1.8"]
#
# [tool.breakage]
# breaks = ["-OO", "empty"]
# ///

import io
from uncompyle6.main import decompile
f = compile('def f(a):\n    return a + 1\n', 'x', 'exec')
out = io.StringIO()
from uncompyle6.semantics.pysource import code_deparse
code_deparse(f, out=out, version=(3, 8, 18))
print(out.getvalue())

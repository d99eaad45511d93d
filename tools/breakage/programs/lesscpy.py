# /// script
# requires-python = "==3.11.*"
# dependencies = ["lesscpy==0.15.1", "ply==3.11"]
#
# [tool.breakage]
# breaks = ["-OO", "empty"]
# ///

import io, lesscpy
print(lesscpy.compile(io.StringIO('a { b { width: 2 * 3px } }'), minify=True))

# /// script
# requires-python = "==3.9.*"
# dependencies = ["pyhcl==0.4.4"]
#
# [tool.breakage]
# breaks = ["-OO", "empty"]
# ///

import hcl

print(hcl.loads('a = 1'))

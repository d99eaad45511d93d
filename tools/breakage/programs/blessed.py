# /// script
# requires-python = "==3.8.*"
# dependencies = ["blessed==1.14.0", "setuptools==75.3.4", "six==1.17.0", "wcwidth==0.8.5"]
#
# [tool.breakage]
# breaks = ["-OO"]
# see = "https://github.com/jquast/blessed/pull/86"
# ///

import blessed

print(blessed.Terminal.__name__)

# /// script
# requires-python = "==3.11.*"
# dependencies = ["pyang==2.5.3", "lxml==6.1.3"]
#
# [tool.breakage]
# breaks = ["-OO", "empty", "zip"]
# ///

from pyang import plugin

plugin.init([])
print(len(plugin.plugins) > 10)

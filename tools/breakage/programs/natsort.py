# /// script
# requires-python = "==3.8.*"
# dependencies = ["natsort==4.0.4"]
#
# [tool.breakage]
# breaks = ["-OO"]
# see = "https://github.com/SethMMorton/natsort/pull/39"
# ///

from natsort import natsorted

print(natsorted(['a10', 'a2', 'a1']))

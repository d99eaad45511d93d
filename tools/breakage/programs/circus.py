# /// script
# requires-python = "==3.11.*"
# dependencies = ["circus==0.18.0", "psutil==7.2.2", "pyzmq==27.3.0", "tornado==6.6.1"]
#
# [tool.breakage]
# breaks = ["-OO", "empty"]
# ///

from circus.commands import get_commands

print(len(get_commands()) > 10)

# /// script
# requires-python = "==3.10.*"
# dependencies = ["pyblish-base==1.8.11"]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# ///

import pyblish.api

print(len(pyblish.api.discover()) > 0)

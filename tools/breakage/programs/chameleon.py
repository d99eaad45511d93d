# /// script
# requires-python = "==3.12.*"
# dependencies = ["Chameleon==4.6.0"]
#
# [tool.breakage]
# breaks = []
# ///

from chameleon import PageTemplate

print(PageTemplate('<p tal:repeat="one range(3)">${one}</p>')())

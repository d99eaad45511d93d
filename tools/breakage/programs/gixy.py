# /// script
# requires-python = "==3.8.*"
# dependencies = [
#     "gixy==0.1.20",
#     "argparse==1.4.0",
#     "cached-property==2.0.1",
#     "configargparse==1.9.0",
#     "jinja2==3.1.6",
#     "markupsafe==2.1.5",
#     "pyparsing==3.1.4",
#     "six==1.17.0",
# ]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# ///

from gixy.core.plugins_manager import PluginsManager
print(len(PluginsManager().plugins))

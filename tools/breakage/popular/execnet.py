# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "execnet==2.1.2",
# ]
#
# [tool.breakage]
# breaks = ["no-source"]
# confirms = ["execnet/gateway_bootstrap.py:44"]
# ///

import sys
import execnet

gateway = execnet.makegateway('popen//python=' + sys.executable)
channel = gateway.remote_exec('channel.send(6 * 7)')
print(channel.receive(10))
gateway.exit()

# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "dnspython==2.9.2",
# ]
#
# [tool.breakage]
# breaks = ["-O"]
# confirms = ["dns/exception.py:68"]
# ///

from dns.exception import Timeout

try:
    print(Timeout('slow', timeout=1).kwargs)
except AssertionError as error:
    print(error)

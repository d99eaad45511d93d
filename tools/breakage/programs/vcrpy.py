# /// script
# requires-python = "==3.9.*"
# dependencies = [
#     "vcrpy==4.2.1",
#     "idna==3.20",
#     "multidict==6.7.1",
#     "propcache==0.4.1",
#     "pyyaml==6.0.3",
#     "setuptools==82.0.1",
#     "six==1.17.0",
#     "typing-extensions==4.16.0",
#     "urllib3==1.26.20",
#     "wrapt==2.5.2",
#     "yarl==1.22.0",
# ]
#
# [tool.breakage]
# breaks = ["-O", "-OO"]
# see = "https://github.com/kevin1024/vcrpy/pull/644"
# ///

from vcr import matchers
from vcr.request import Request

one, two = Request('GET', 'http://a/', '', {}), Request('POST', 'http://b/', '', {})
print(matchers.requests_match(one, two, [matchers.method, matchers.uri]))

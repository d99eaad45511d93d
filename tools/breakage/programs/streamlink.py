# /// script
# requires-python = "==3.11.*"
# dependencies = [
#     "streamlink==6.4.2",
#     "attrs==26.1.0",
#     "certifi==2026.10.19.post1",
#     "charset-normalizer==3.5.3",
#     "h11==0.16.0",
#     "idna==3.20",
#     "isodate==0.7.2",
#     "lxml==5.4.0",
#     "outcome==1.3.0.post0",
#     "pycountry==26.2.16",
#     "pycryptodome==3.24.1",
#     "pysocks==1.7.1",
#     "requests==2.34.2",
#     "sniffio==1.3.1",
#     "sortedcontainers==2.4.0",
#     "trio==0.35.0",
#     "trio-websocket==0.12.2",
#     "typing-extensions==4.16.0",
#     "urllib3==2.8.0",
#     "websocket-client==1.9.2",
#     "wsproto==1.3.2",
# ]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# ///

from streamlink import Streamlink

session = Streamlink()
print(len(session.get_plugins()) > 50, session.get_option('http-timeout'))

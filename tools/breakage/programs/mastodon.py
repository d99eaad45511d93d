# /// script
# requires-python = "==3.11.*"
# dependencies = [
#     "Mastodon.py==1.8.1",
#     "blurhash==1.1.5",
#     "certifi==2026.10.19.post1",
#     "charset-normalizer==3.5.3",
#     "decorator==5.3.1",
#     "idna==3.20",
#     "python-dateutil==4.0.0",
#     "python-magic==0.4.27",
#     "requests==2.34.2",
#     "six==1.17.0",
#     "tzdata==2026.6",
#     "urllib3==2.8.0",
# ]
#
# [tool.breakage]
# breaks = ["-OO"]
# see = "https://github.com/halcy/Mastodon.py/issues/347"
# ///

from mastodon import Mastodon

print(Mastodon.__name__)

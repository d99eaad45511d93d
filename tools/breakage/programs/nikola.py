# /// script
# requires-python = "==3.11.*"
# dependencies = [
#     "Nikola==8.2.4",
#     "babel==2.19.0",
#     "blinker==1.9.0",
#     "certifi==2026.10.19.post1",
#     "charset-normalizer==3.5.3",
#     "docutils==0.23",
#     "doit==0.37.0",
#     "idna==3.20",
#     "lxml==6.1.3",
#     "mako==1.4.3",
#     "markdown==3.11.3",
#     "markupsafe==3.0.4",
#     "natsort==8.4.0",
#     "piexif==1.1.3",
#     "pillow==13.0.0",
#     "pygments==2.21.0",
#     "pyrss2gen==1.1",
#     "python-dateutil==4.0.0",
#     "requests==2.34.2",
#     "setuptools==84.2.1",
#     "tzdata==2026.6",
#     "unidecode==1.4.0",
#     "urllib3==2.8.0",
#     "yapsy==1.12.2",
# ]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# ///

from nikola.__main__ import main

print(main(['version']))

# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "tyro==0.8.4",
#     "docstring-parser==0.16",
#     "markdown-it-py==3.0.0",
#     "mdurl==0.1.2",
#     "pygments==2.18.0",
#     "rich==13.7.1",
#     "shtab==1.7.1",
#     "typing-extensions==4.12.0",
# ]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# see = "https://github.com/pyinstaller/pyinstaller/issues/8594"
# ///

import dataclasses
import tyro

@dataclasses.dataclass
class Ship:
    name: str
    """Which."""
print(tyro.cli(Ship, args=['--name', 'one']))

# /// script
# requires-python = "==3.11.*"
# dependencies = [
#     "thefuck==3.32",
#     "colorama==0.4.6",
#     "decorator==5.3.1",
#     "psutil==7.2.2",
#     "pyte==0.8.2",
#     "six==1.17.0",
#     "wcwidth==0.9.4",
# ]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# ///

from thefuck.conf import settings
from thefuck.corrector import get_rules
from pathlib import Path

settings.user_dir = Path('.')
print(len(list(get_rules())) > 50)

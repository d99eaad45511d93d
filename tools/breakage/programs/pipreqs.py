# /// script
# requires-python = "==3.11.*"
# dependencies = [
#     "pipreqs==0.4.13",
#     "certifi==2026.10.19.post1",
#     "charset-normalizer==3.5.3",
#     "docopt==0.6.2",
#     "idna==3.20",
#     "requests==2.34.2",
#     "urllib3==2.8.0",
#     "yarg==0.1.10",
# ]
#
# [tool.breakage]
# breaks = ["-OO", "empty", "zip"]
# see = "https://github.com/docopt/docopt/pull/515"
# ///

import sys
from pipreqs import pipreqs

open('a.py', 'w').write('import os\n')
sys.argv = ['pipreqs', '--print', '.']
pipreqs.main()

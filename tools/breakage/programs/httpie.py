# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "httpie==3.2.4",
#     "certifi==2026.10.19.post1",
#     "charset-normalizer==3.5.3",
#     "defusedxml==0.7.1",
#     "idna==3.20",
#     "markdown-it-py==4.3.0",
#     "mdurl==0.1.2",
#     "multidict==7.2.1",
#     "pip==26.3",
#     "pygments==2.21.0",
#     "pysocks==1.7.1",
#     "requests-toolbelt==1.0.0",
#     "requests==2.32.3",
#     "rich==15.0.0",
#     "setuptools==75.1.0",
#     "urllib3==2.8.0",
# ]
#
# [tool.breakage]
# breaks = ["-OO"]
# ///

from httpie.core import main

print(int(main(['http', '--ignore-stdin', '--offline', 'GET', 'http://localhost/one'])))

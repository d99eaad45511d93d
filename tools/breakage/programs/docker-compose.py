# /// script
# requires-python = "==3.8.*"
# dependencies = [
#     "docker-compose==1.29.2",
#     "attrs==25.3.0",
#     "bcrypt==5.0.0",
#     "certifi==2026.10.19.post1",
#     "cffi==1.17.1",
#     "charset-normalizer==3.5.3",
#     "cryptography==47.0.0",
#     "distro==1.9.0",
#     "docker==7.2.0",
#     "dockerpty==0.4.1",
#     "docopt==0.6.2",
#     "idna==3.15",
#     "jsonschema==3.2.0",
#     "paramiko==3.5.1",
#     "pycparser==2.23",
#     "pynacl==1.6.2",
#     "pyrsistent==0.20.0",
#     "python-dotenv==0.21.1",
#     "pyyaml==5.4.1",
#     "requests==2.32.4",
#     "setuptools==75.3.4",
#     "six==1.17.0",
#     "texttable==1.7.2",
#     "typing-extensions==4.13.2",
#     "urllib3==2.2.3",
#     "websocket-client==0.59.0",
# ]
#
# [tool.breakage]
# breaks = ["-OO", "empty"]
# ///

import sys
from compose.cli.main import main

sys.argv = ['docker-compose', 'version', '--short']
main()

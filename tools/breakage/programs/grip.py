# /// script
# requires-python = "==3.8.*"
# dependencies = [
#     "grip==4.6.1",
#     "certifi==2026.10.19.post1",
#     "charset-normalizer==3.5.3",
#     "click==8.1.8",
#     "docopt==0.6.2",
#     "flask==2.0.3",
#     "idna==3.15",
#     "importlib-metadata==8.5.0",
#     "itsdangerous==2.0.1",
#     "jinja2==3.0.3",
#     "markdown==3.7",
#     "markupsafe==2.0.1",
#     "path-and-address==2.0.1",
#     "pygments==2.19.2",
#     "requests==2.32.4",
#     "urllib3==2.2.3",
#     "werkzeug==2.0.3",
#     "zipp==3.20.2",
# ]
#
# [tool.breakage]
# breaks = ["-OO", "empty"]
# ///

from grip.command import main

try:
    main(['--help'])
except SystemExit as end:
    print(end.code)

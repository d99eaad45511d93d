# /// script
# requires-python = "==3.11.*"
# dependencies = [
#     "conan==1.62.0",
#     "bottle==0.12.25",
#     "certifi==2026.10.19.post1",
#     "charset-normalizer==3.5.3",
#     "colorama==0.4.6",
#     "distro==1.8.0",
#     "fasteners==0.20",
#     "idna==3.20",
#     "jinja2==3.1.6",
#     "markupsafe==3.0.4",
#     "node-semver==0.6.1",
#     "patch-ng==1.17.4",
#     "pluginbase==1.0.1",
#     "pygments==2.21.0",
#     "pyjwt==2.15.1",
#     "python-dateutil==2.9.0.post0",
#     "pyyaml==6.0.4",
#     "requests==2.34.2",
#     "six==1.16.0",
#     "tqdm==4.70.1",
#     "urllib3==1.26.20",
# ]
#
# [tool.breakage]
# breaks = ["-OO", "empty"]
# ///

from conans.client.command import main

try:
    main(['--help'])
except SystemExit as end:
    print(end.code)

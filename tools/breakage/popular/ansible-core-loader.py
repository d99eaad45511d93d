# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "ansible-core==2.21.5",
#     "cffi==2.1.1",
#     "cryptography==50.0.2",
#     "jinja2==3.1.6",
#     "markupsafe==3.0.4",
#     "packaging==26.4",
#     "pycparser==3.12",
#     "pyyaml==6.0.4",
#     "resolvelib==1.2.1",
# ]
#
# [tool.breakage]
# breaks = ["no-source"]
# confirms = ["ansible/plugins/loader.py:1181"]
# ///

from ansible.plugins.loader import filter_loader

print(len(list(filter_loader.all())) > 0)

# /// script
# requires-python = "==3.8.*"
# dependencies = [
#     "friendly-traceback==0.2.35",
#     "asttokens==3.0.2",
#     "executing==2.3.0",
#     "markdown-it-py==3.0.0",
#     "mdurl==0.1.2",
#     "pure-eval==0.2.4",
#     "pygments==2.19.2",
#     "rich==14.3.4",
# ]
#
# [tool.breakage]
# breaks = ["-OO", "no-source", "zip"]
# see = "https://github.com/aroberge/friendly/issues/194"
# ///

import friendly_traceback

friendly_traceback.set_lang('en')
friendly_traceback.install(redirect='capture')
try:
    1 / 0
except Exception:
    friendly_traceback.explain_traceback()
print('1 / 0' in friendly_traceback.get_output())

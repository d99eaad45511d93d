# /// script
# requires-python = "==3.11.*"
# dependencies = [
#     "SigMF==1.2.0",
#     "attrs==26.1.0",
#     "jsonschema==4.26.0",
#     "jsonschema-specifications==2025.9.1",
#     "numpy==2.4.6",
#     "referencing==0.37.0",
#     "rpds-py==2026.9.1",
#     "typing-extensions==4.16.0",
# ]
#
# [tool.breakage]
# breaks = ["-O", "-OO", "zip"]
# ///

import sigmf

try:
    sigmf.SigMFFile(global_info={}).add_capture(-1)
    print('accepted')
except AssertionError:
    print('refused')

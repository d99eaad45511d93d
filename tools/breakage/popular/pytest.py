# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "pytest==9.2.0",
#     "iniconfig==2.3.1",
#     "packaging==26.4",
#     "pluggy==1.7.0",
#     "pygments==2.21.0",
# ]
#
# [tool.breakage]
# breaks = ["-O"]
# confirms = ["_pytest/capture.py:395"]
# ///

from _pytest.capture import SysCapture

capture = SysCapture(1)
capture.start()
capture.done()
try:
    capture.suspend()
    print('suspended')
except AssertionError as error:
    print(error)
except AttributeError as error:
    print(type(error).__name__)

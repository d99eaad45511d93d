# /// script
# requires-python = "==3.12.*"
# dependencies = ["icontract==2.7.1", "asttokens==2.4.1", "six==1.17.0", "typing-extensions==4.16.0"]
#
# [tool.breakage]
# breaks = ["-O", "-OO", "no-source", "zip"]
# ///

import icontract

@icontract.require(lambda x: x > 0)
def root(x):
    return x ** 0.5
try:
    root(-1)
except Exception as error:
    print(type(error).__name__)

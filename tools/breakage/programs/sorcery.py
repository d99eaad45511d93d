# /// script
# requires-python = "==3.9.*"
# dependencies = [
#     "sorcery==0.2.2",
#     "asttokens==3.0.2",
#     "executing==2.3.0",
#     "littleutils==0.2.4",
#     "wrapt==2.5.2",
# ]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# ///

from sorcery import assigned_names, dict_of
def f():
    a, b = 1, 2
    return dict_of(a, b)
print(f())

# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "cython==3.3.1",
#     "asttokens==3.0.2",
#     "executing==2.3.0",
#     "ipython==9.18.1",
#     "ipython-pygments-lexers==1.1.1",
#     "jedi==0.20.1",
#     "matplotlib-inline==0.2.2",
#     "parso==0.8.7",
#     "pexpect==4.9.0",
#     "prompt-toolkit==3.0.53",
#     "psutil==7.2.2",
#     "ptyprocess==0.7.0",
#     "pure-eval==0.2.4",
#     "pygments==2.21.0",
#     "setuptools==84.2.1",
#     "stack-data==0.6.3",
#     "traitlets==5.16.1",
#     "wcwidth==0.9.4",
# ]
#
# [tool.breakage]
# breaks = ["-OO"]
# confirms = ["Cython/Build/IpythonMagic.py:552"]
# ///

# It brings distutils.
import setuptools
from Cython.Build import IpythonMagic

print(IpythonMagic.__name__)

# /// script
# requires-python = "==3.9.*"
# dependencies = ["pyexcel==0.7.0", "chardet==5.2.0", "lml==0.1.0", "pyexcel-io==0.6.6", "texttable==1.7.0"]
#
# [tool.breakage]
# breaks = ["-OO"]
# see = "https://github.com/pyexcel/pyexcel/issues/270"
# ///

import pyexcel

print(pyexcel.get_sheet(array=[[1, 2], [3, 4]]).to_array())

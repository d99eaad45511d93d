# /// script
# requires-python = "==3.11.*"
# dependencies = ["fs==2.4.1", "appdirs==1.4.4", "pytz==2024.1", "setuptools==69.5.1", "six==1.16.0"]
#
# [tool.breakage]
# breaks = ["-OO"]
# see = "https://github.com/PyFilesystem/pyfilesystem2/issues/267"
# ///

import fs

with fs.open_fs('mem://') as home:
    home.settext('a.txt', 'sailed')
    print(home.listdir('/'))

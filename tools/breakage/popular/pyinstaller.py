# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "pyinstaller==6.22.3",
#     "altgraph==0.17.5",
#     "packaging==26.4",
#     "pyinstaller-hooks-contrib==2026.9",
#     "setuptools==84.2.1",
# ]
#
# [tool.breakage]
# breaks = ["no-source"]
# confirms = ["PyInstaller/isolated/_parent.py:57"]
# ///

from PyInstaller import isolated


def highest(*heights):
    return max(heights)


print(isolated.call(highest, 3, 4))

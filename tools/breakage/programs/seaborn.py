# /// script
# requires-python = "==3.8.*"
# dependencies = [
#     "seaborn==0.11.1",
#     "cycler==0.12.1",
#     "kiwisolver==1.4.7",
#     "matplotlib==3.3.4",
#     "numpy==1.19.5",
#     "pandas==1.1.5",
#     "pillow==8.1.0",
#     "pyparsing==2.4.7",
#     "python-dateutil==2.8.1",
#     "pytz==2021.1",
#     "scipy==1.6.0",
#     "six==1.15.0",
# ]
#
# [tool.breakage]
# breaks = ["-OO", "empty"]
# see = "https://github.com/mwaskom/seaborn/issues/2428"
# ///

import seaborn

print(len(seaborn.color_palette('deep')))

# /// script
# requires-python = "==3.12.*"
# dependencies = ["opencv-python-headless==4.10.0.84", "numpy==1.26.4"]
#
# [tool.breakage]
# breaks = ["no-source"]
# ///

import cv2

print(cv2.norm((3.0, 4.0)))

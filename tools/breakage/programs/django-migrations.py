# /// script
# requires-python = "==3.6.*"
# dependencies = ["Django==2.0.13", "pytz==2018.9"]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# runs = "django.py"
# see = "https://code.djangoproject.com/ticket/28814"
# ///

# /// script
# requires-python = "==3.6.*"
# dependencies = ["Django==2.0.13", "pytz==2018.9"]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# see = "https://code.djangoproject.com/ticket/28814"
# ///

import django
from django.conf import settings

settings.configure(
    DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'}},
    INSTALLED_APPS=['django.contrib.contenttypes', 'django.contrib.auth'],
)
django.setup()

from django.contrib.auth.models import User
from django.core.management import call_command

call_command('migrate', verbosity=0)
User.objects.create(username='ann')
print(User.objects.count())

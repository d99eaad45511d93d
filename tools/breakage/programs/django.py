# /// script
# requires-python = "==3.12.*"
# dependencies = ["Django==6.1.3", "asgiref==3.12.0", "sqlparse==0.6.0"]
#
# [tool.breakage]
# breaks = ["zip"]
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

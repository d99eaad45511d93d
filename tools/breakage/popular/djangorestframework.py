# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "djangorestframework==3.18.3",
#     "asgiref==3.13.0",
#     "django==6.1.3",
#     "sqlparse==0.6.1",
# ]
#
# [tool.breakage]
# breaks = ["-O"]
# confirms = ["rest_framework/serializers.py:837"]
# ///

from django.conf import settings

settings.configure(INSTALLED_APPS=['django.contrib.contenttypes', 'django.contrib.auth'])
import django

django.setup()
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from rest_framework import serializers


class Type(serializers.ModelSerializer):
    class Meta:
        model = ContentType
        fields = ['model']


class Rights(serializers.ModelSerializer):
    content_type = Type()

    class Meta:
        model = Permission
        fields = ['codename', 'content_type']


rights = Rights()
try:
    serializers.raise_errors_on_nested_writes('create', rights, {'codename': 'a', 'content_type': {'model': 'b'}})
    print('accepted')
except AssertionError as error:
    print(error)

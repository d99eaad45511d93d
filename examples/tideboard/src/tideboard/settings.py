"""Settings of the service. What an operator changes is in site_settings.py, which ships as source."""

from .site_settings import ALLOWED_HOSTS, DATABASE, SECRET_KEY

__all__ = ["ALLOWED_HOSTS", "SECRET_KEY"]

DEBUG = False
ROOT_URLCONF = "tideboard.urls"
WSGI_APPLICATION = "tideboard.wsgi.application"
INSTALLED_APPS = ["tideboard.notices"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATABASE}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True

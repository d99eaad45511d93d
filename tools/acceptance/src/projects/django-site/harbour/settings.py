SECRET_KEY = 'a proof has no secrets'
INSTALLED_APPS = ['django.contrib.contenttypes', 'django.contrib.auth', 'harbour']
DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': 'harbour.sqlite3'}}
DEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'
USE_TZ = True

"""The addresses of the service."""

from django.urls import path

from .notices.views import board

urlpatterns = [path("", board)]

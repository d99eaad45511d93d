"""The one page of the board."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .models import Notice


def board(request: HttpRequest) -> HttpResponse:
    """Show all notices, the latest first."""
    return render(request, "board.html", {"notices": Notice.objects.order_by("-posted", "-id")})

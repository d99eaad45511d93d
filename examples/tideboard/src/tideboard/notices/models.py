"""What the board keeps."""

from django.db import models


class Notice(models.Model):
    """A notice to mariners."""

    harbour = models.CharField(max_length=100)
    text = models.TextField()
    posted = models.DateTimeField(auto_now_add=True)

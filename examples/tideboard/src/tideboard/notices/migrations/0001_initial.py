"""Django imports a migration by the name of its file, which bytecode keeps."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("harbour", models.CharField(max_length=100)),
                ("text", models.TextField()),
                ("posted", models.DateTimeField(auto_now_add=True)),
            ],
        )
    ]

from django.db import migrations, models


def fill(apps, schema_editor):
    apps.get_model('harbour', 'Boat').objects.create(name='Gull', length=7)


class Migration(migrations.Migration):
    dependencies = [('harbour', '0001_initial')]
    operations = [
        migrations.AddField('boat', 'length', models.PositiveIntegerField(default=5)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

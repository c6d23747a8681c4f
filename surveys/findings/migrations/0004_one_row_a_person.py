import django.db.models.deletion
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    """Scores follow from answers: they are made anew, a row a person."""

    dependencies = [("findings", "0003_pattern"), ("enrolment", "0002_cascade")]
    operations = [
        migrations.DeleteModel(name="Score"),
        migrations.DeleteModel(name="Scored"),
        migrations.CreateModel(
            name="Score",
            fields=[
                (
                    "participant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="score",
                        serialize=False,
                        to="enrolment.participant",
                    ),
                ),
                ("upto", models.BigIntegerField()),
                ("steps", ArrayField(models.BigIntegerField())),
                ("levels", ArrayField(models.BigIntegerField())),
                ("measures", ArrayField(models.BigIntegerField())),
                ("values", ArrayField(models.FloatField(null=True))),
                ("answered", ArrayField(models.SmallIntegerField())),
                ("prorated", ArrayField(models.BooleanField())),
            ],
        ),
        migrations.RunSQL("UPDATE findings_mark SET low = 0, seen = 0", migrations.RunSQL.noop),
    ]

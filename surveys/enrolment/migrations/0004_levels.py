import django.db.models.deletion
from django.db import migrations, models

from surveys.enrolment.cascade import cascade


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0003_timezone")]
    operations = [
        migrations.AddField(
            model_name="participant",
            name="levels",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.AddField(
            model_name="participant",
            name="strata",
            field=models.JSONField(null=True),
        ),
        migrations.AlterField(
            model_name="allocation",
            name="participant",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="allocations",
                to="enrolment.participant",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.UniqueConstraint(
                fields=("participant", "roster"), name="one_slot_per_person_and_roster"
            ),
        ),
        # Django has made the foreign key anew.
        cascade("enrolment_allocation", "participant_id", "SET NULL"),
    ]

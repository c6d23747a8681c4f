from django.db import migrations

from surveys.enrolment.cascade import cascade


class Migration(migrations.Migration):
    dependencies = [("findings", "0001_initial"), ("enrolment", "0002_cascade")]
    operations = [
        cascade("findings_score", "participant_id"),
        cascade("findings_scored", "participant_id"),
    ]

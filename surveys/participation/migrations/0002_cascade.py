from django.db import migrations

from surveys.enrolment.cascade import cascade


class Migration(migrations.Migration):
    dependencies = [("participation", "0001_initial"), ("enrolment", "0002_cascade")]
    operations = [
        cascade("participation_response", "participant_id"),
        cascade("participation_exposure", "participant_id"),
        cascade("participation_safetyevent", "participant_id"),
    ]

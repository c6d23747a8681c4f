from django.db import migrations

from surveys.enrolment.cascade import cascade


class Migration(migrations.Migration):
    dependencies = [("findings", "0006_look")]
    # Again, now with ON UPDATE CASCADE: a person's number changes when the time for withdrawing is over.
    operations = [
        cascade("findings_score", "participant_id"),
    ]

from django.db import migrations

from surveys.enrolment.cascade import cascade


class Migration(migrations.Migration):
    dependencies = [("participation", "0008_followup_cascade")]
    # Again, now with ON UPDATE CASCADE: a person's number changes when the time for withdrawing is over.
    operations = [
        cascade("participation_response", "participant_id"),
        cascade("participation_itemtiming", "participant_id"),
        cascade("participation_exposure", "participant_id"),
        cascade("participation_viewing", "participant_id"),
        cascade("participation_followup", "participant_id"),
        cascade("participation_safetyevent", "participant_id"),
    ]

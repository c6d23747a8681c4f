from django.db import migrations

from surveys.enrolment.cascade import cascade


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0007_leaving")]
    # Again, now with ON UPDATE CASCADE: a person's number changes when the time for withdrawing is over.
    operations = [
        cascade("enrolment_consent", "participant_id"),
        cascade("enrolment_contact", "participant_id"),
        cascade("enrolment_allocation", "participant_id", "SET NULL"),
    ]

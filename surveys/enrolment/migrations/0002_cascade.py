from django.db import migrations

from surveys.enrolment.cascade import cascade


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0001_initial")]
    operations = [
        cascade("enrolment_consent", "participant_id"),
        cascade("enrolment_allocation", "participant_id", "SET NULL"),
    ]

from django.db import migrations

from surveys.enrolment.cascade import cascade


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0005_contact")]
    operations = [cascade("enrolment_contact", "participant_id")]

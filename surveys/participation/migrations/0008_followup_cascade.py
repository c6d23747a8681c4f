from django.db import migrations

from surveys.enrolment.cascade import cascade


class Migration(migrations.Migration):
    dependencies = [("participation", "0007_followup")]
    operations = [cascade("participation_followup", "participant_id")]

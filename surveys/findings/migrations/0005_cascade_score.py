from django.db import migrations

from surveys.enrolment.cascade import cascade


class Migration(migrations.Migration):
    dependencies = [("findings", "0004_one_row_a_person"), ("enrolment", "0002_cascade")]
    operations = [cascade("findings_score", "participant_id")]

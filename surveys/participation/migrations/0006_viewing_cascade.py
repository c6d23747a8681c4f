from django.db import migrations

from surveys.enrolment.cascade import cascade


class Migration(migrations.Migration):
    dependencies = [("participation", "0005_viewing")]
    operations = [cascade("participation_viewing", "participant_id")]

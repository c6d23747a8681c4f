from django.db import migrations

from surveys.enrolment.cascade import cascade


class Migration(migrations.Migration):
    dependencies = [("participation", "0003_itemtiming")]
    operations = [cascade("participation_itemtiming", "participant_id")]

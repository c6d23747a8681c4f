"""One's turn and the count by one statement: inside of a volatile function, each query sees what is committed by then."""

from django.db import migrations

COUNT = """
CREATE FUNCTION enrolment_count_allocated(turn text, rosters text[])
RETURNS TABLE (roster text, strata jsonb, condition text, people bigint) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(turn, 0));
  RETURN QUERY SELECT a.roster::text, p.strata, a.condition::text, count(*)
    FROM enrolment_allocation a JOIN enrolment_participant p ON p.id = a.participant_id
    WHERE a.roster = ANY(rosters) GROUP BY a.roster, p.strata, a.condition;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0009_return_code")]
    operations = [
        migrations.RunSQL(COUNT, "DROP FUNCTION enrolment_count_allocated(text, text[])"),
    ]

"""The statements of a rebuild.

Answers are few different numbers given by many people, so a first pass counts equal ones; means, spreads and medians are
then exact sums over some thousand counted values instead of sorts of millions of rows.
"""

from collections.abc import Iterable, Mapping

# Who counts: consented, of one study and origin. Parameters: study, origin.
PERSON = """
person AS (
  SELECT p.id, p.condition, COALESCE(d.levels, '{}') AS levels, COALESCE(d.steps, '{}') AS steps,
         p.completed_at IS NOT NULL AS completed, p.stopped_at IS NOT NULL AS stopped
  FROM enrolment_participant p JOIN protocols_version v ON v.id = p.version_id
  LEFT JOIN findings_scored d ON d.participant_id = p.id
  WHERE v.study_id = %s AND p.origin = %s AND p.consented_at IS NOT NULL
)
"""
# From counted values to figures, for each bucket (a condition's name, or a level's number behind a colon).
FIGURES = """
spread AS (
  SELECT m, bucket, value, sum(n)::float8 AS n
  FROM counted, UNNEST(ARRAY[condition] || ARRAY(SELECT ':' || level FROM UNNEST(levels) AS level)) AS bucket
  GROUP BY 1, 2, 3
), placed AS (
  SELECT m, bucket, value, n, sum(n) OVER whole AS total, sum(n) OVER upto AS upto,
         sum(n * value) OVER whole / sum(n) OVER whole AS mean
  FROM spread
  WINDOW whole AS (PARTITION BY m, bucket), upto AS (PARTITION BY m, bucket ORDER BY value)
)
SELECT m, bucket, max(total)::bigint, max(mean),
       CASE WHEN max(total) < 2 THEN NULL WHEN min(value) = max(value) THEN 0
            ELSE sqrt(sum(n * (value - mean) ^ 2) / (max(total) - 1)) END,
       (min(value) FILTER (WHERE upto >= floor((total + 1) / 2)) + min(value) FILTER (WHERE upto >= floor(total / 2) + 1)) / 2,
       min(value), max(value)
FROM placed GROUP BY 1, 2
"""
PEOPLE = f"WITH {PERSON} SELECT condition, levels, count(*) FROM person GROUP BY 1, 2"
FLOW = f"WITH {PERSON} SELECT condition, steps, completed, stopped, count(*) FROM person GROUP BY 1, 2, 3, 4"
STARTED = """
SELECT count(*) FROM enrolment_participant p JOIN protocols_version v ON v.id = p.version_id
WHERE v.study_id = %s AND p.origin = %s
"""
TOMBSTONES = """
SELECT mode, consented, condition, step, count(*) FROM enrolment_tombstone
WHERE study_id = %s AND origin = %s GROUP BY 1, 2, 3, 4
"""


def cells_sql(measures: Iterable[int]) -> str:
    """The statement that gives the figures of measures; the numbers are ours, and let the planner see what it gets."""
    return f"""
WITH {PERSON}, counted AS (
  SELECT s.measure_id AS m, person.condition, person.levels, s.value, count(*) AS n
  FROM findings_score s JOIN person ON person.id = s.participant_id
  WHERE s.measure_id IN ({numbers(measures)}) AND s.value IS NOT NULL
  GROUP BY 1, 2, 3, 4
), {FIGURES}"""


def changes_sql(baseline_of: Mapping[int, int]) -> str:
    """The statement that gives the figures of changes: each later measure with its baseline, in the same people."""
    cases = " ".join(f"WHEN {int(later)} THEN {int(baseline)}" for later, baseline in baseline_of.items())
    return f"""
WITH {PERSON}, baseline AS (
  SELECT s.participant_id, s.measure_id, s.value, person.condition, person.levels
  FROM findings_score s JOIN person ON person.id = s.participant_id
  WHERE s.measure_id IN ({numbers(baseline_of.values())}) AND s.value IS NOT NULL
), later AS (
  SELECT participant_id, measure_id, value, CASE measure_id {cases} END AS baseline_id FROM findings_score
  WHERE measure_id IN ({numbers(baseline_of)}) AND value IS NOT NULL
), counted AS (
  SELECT later.measure_id AS m, baseline.condition, baseline.levels, later.value - baseline.value AS value, count(*) AS n
  FROM later JOIN baseline ON baseline.participant_id = later.participant_id AND baseline.measure_id = later.baseline_id
  GROUP BY 1, 2, 3, 4
), {FIGURES}"""


def numbers(ids: Iterable[int]) -> str:
    """Ids as a list in SQL."""
    return ", ".join(str(int(each)) for each in sorted(set(ids)))

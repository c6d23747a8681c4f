"""The statements of a rebuild.

Answers are few different numbers given by many people, so a first pass counts equal ones; means, spreads and medians
are then exact sums over some thousand counted values instead of sorts of millions of rows. Changes need no median:
their means and spreads are taken at once.
"""

# ruff: noqa: S608  (what is put into these statements are their own parts, and ids as numbers)

from collections.abc import Iterable, Mapping

# Who counts: consented, of one study and origin. Parameters: study, origin.
# Condition and levels as one number: hashing two texts for each of a million rows would take most of the time.
PERSON = """
person AS MATERIALIZED (
  SELECT p.id, hashtextextended(p.condition, 0) # hash_array_extended(COALESCE(d.levels, '{}'), 1) AS kind,
         p.condition, COALESCE(d.levels, '{}') AS levels, COALESCE(d.steps, '{}') AS steps,
         p.completed_at IS NOT NULL AS completed, p.stopped_at IS NOT NULL AS stopped
  FROM enrolment_participant p JOIN protocols_version v ON v.id = p.version_id
  LEFT JOIN findings_scored d ON d.participant_id = p.id
  WHERE v.study_id = %s AND p.origin = %s AND p.consented_at IS NOT NULL
)
"""
# The buckets of each kind. Parameters: kinds, and a bucket of each; a kind is in several.
PLACE = "UNNEST(%s::bigint[], %s::int[]) AS place (kind, bucket)"
PEOPLE = f"WITH {PERSON} SELECT kind, condition, levels, count(*) FROM person GROUP BY 1, 2, 3"
FLOW = f"WITH {PERSON} SELECT condition, steps, completed, stopped, count(*) FROM person GROUP BY 1, 2, 3, 4"
# From counted values to figures, for each bucket.
FIGURES = f"""
spread AS (
  SELECT m, bucket, value, sum(n)::float8 AS n
  FROM counted JOIN {PLACE} USING (kind) GROUP BY 1, 2, 3
), placed AS (
  SELECT m, bucket, value, n, sum(n) OVER whole AS total, sum(n) OVER upto AS upto,
         sum(n * value) OVER whole / sum(n) OVER whole AS mean
  FROM spread
  WINDOW whole AS (PARTITION BY m, bucket), upto AS (PARTITION BY m, bucket ORDER BY value)
)
SELECT m, bucket, max(total)::bigint, max(mean),
       CASE WHEN max(total) < 2 THEN NULL WHEN min(value) = max(value) THEN 0
            ELSE sqrt(sum(n * (value - mean) ^ 2) / (max(total) - 1)) END,
       (min(value) FILTER (WHERE upto >= floor((total + 1) / 2))
        + min(value) FILTER (WHERE upto >= floor(total / 2) + 1)) / 2,
       min(value), max(value)
FROM placed GROUP BY 1, 2
"""
# From the means and spreads of kinds to those of buckets: squares within the kinds, and between them.
JOINED = f"""
placed AS (
  SELECT m, bucket, n, mean, COALESCE(variance * (n - 1), 0) AS within, low, high,
         sum(n * mean) OVER whole / sum(n) OVER whole AS centre
  FROM counted JOIN {PLACE} USING (kind) WINDOW whole AS (PARTITION BY m, bucket)
)
SELECT m, bucket, sum(n)::bigint, max(centre),
       CASE WHEN sum(n) < 2 THEN NULL WHEN min(low) = max(high) THEN 0
            ELSE sqrt(sum(within + n * (mean - centre) ^ 2) / (sum(n) - 1)) END,
       NULL::float8, min(low), max(high)
FROM placed GROUP BY 1, 2
"""
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
  SELECT s.measure_id AS m, person.kind, s.value, count(*) AS n
  FROM findings_score s JOIN person ON person.id = s.participant_id
  WHERE s.measure_id IN ({numbers(measures)}) AND s.value IS NOT NULL
  GROUP BY 1, 2, 3
), {FIGURES}"""


def changes_sql(baseline_of: Mapping[int, int]) -> str:
    """The statement that gives the figures of changes: each later measure with its baseline, in the same people."""
    cases = " ".join(f"WHEN {int(later)} THEN {int(baseline)}" for later, baseline in baseline_of.items())
    return f"""
WITH {PERSON}, baseline AS (
  SELECT s.participant_id, s.measure_id, s.value, person.kind
  FROM findings_score s JOIN person ON person.id = s.participant_id
  WHERE s.measure_id IN ({numbers(baseline_of.values())}) AND s.value IS NOT NULL
), later AS (
  SELECT participant_id, measure_id, value, CASE measure_id {cases} END AS baseline_id FROM findings_score
  WHERE measure_id IN ({numbers(baseline_of)}) AND value IS NOT NULL
), change AS (
  SELECT later.measure_id AS m, baseline.kind, later.value - baseline.value AS value
  FROM later JOIN baseline ON baseline.participant_id = later.participant_id AND baseline.measure_id = later.baseline_id
), counted AS (
  SELECT m, kind, count(*)::float8 AS n, avg(value) AS mean, var_samp(value) AS variance,
         min(value) AS low, max(value) AS high
  FROM change GROUP BY 1, 2
), {JOINED}"""


def numbers(ids: Iterable[int]) -> str:
    """Ids as a list in SQL."""
    return ", ".join(str(int(each)) for each in sorted(set(ids)))

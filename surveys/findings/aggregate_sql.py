"""The statements of a rebuild.

Answers are few different numbers given by many people, so a first pass counts equal ones; means, spreads and medians
are then exact sums over some thousand counted values instead of sorts of millions of rows. Changes need no median:
their means and spreads are taken at once.
"""

# ruff: noqa: S608  (what is put into these statements are their own parts, and ids as numbers)

from collections.abc import Iterable, Mapping

# Who counts: consented, of one study and origin. Parameters: study, origin.
PEOPLE_HERE = """
enrolment_participant p JOIN protocols_version v ON v.id = p.version_id
  {join} findings_scored d ON d.participant_id = p.id
  WHERE v.study_id = %s AND p.origin = %s AND p.consented_at IS NOT NULL
"""
EVERYBODY = PEOPLE_HERE.format(join="LEFT JOIN")
# Those of whom there are scores.
SCORED = PEOPLE_HERE.format(join="JOIN")
# Equal conditions and levels make a kind of people.
KINDS = f"SELECT p.condition, d.pattern, COALESCE(d.levels, '{{}}'), count(*) FROM {EVERYBODY} GROUP BY 1, 2, 3"
# The buckets of each kind. Parameters: conditions, patterns, buckets; a kind is in several.
PLACE = "UNNEST(%s::text[], %s::bigint[], %s::int[]) AS place (condition, pattern, bucket)"
FLOW = f"""
SELECT p.condition, COALESCE(d.steps, '{{}}'), p.completed_at IS NOT NULL, p.stopped_at IS NOT NULL, count(*)
FROM {EVERYBODY} GROUP BY 1, 2, 3, 4
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
    """The statement that gives each bucket's figures of each measure.

    Ids are written out, here and below: they are ours, and let the planner see its work.
    """
    return f"""
WITH counted AS (
  SELECT s.measure_id AS m, p.condition, d.pattern, s.value, count(*)::float8 AS n
  FROM findings_score s, {SCORED} AND p.id = s.participant_id
    AND s.measure_id IN ({numbers(measures)}) AND s.value IS NOT NULL
  GROUP BY 1, 2, 3, 4
), placed AS (
  SELECT m, bucket, value, n, sum(n) OVER whole AS total, sum(n) OVER upto AS upto,
         sum(n * value) OVER whole / sum(n) OVER whole AS mean
  FROM counted JOIN {PLACE} USING (condition, pattern)
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


def changes_sql(baseline_of: Mapping[int, int]) -> str:
    """The statement that gives each bucket's figures of the change from its baseline to each later measure.

    A person's baselines are laid side by side first: joining the rows with themselves takes half as long again.
    OFFSET 0 keeps the difference from being worked out anew for each of its five uses.
    """
    baselines = sorted(set(baseline_of.values()))
    firsts = ", ".join(f"max(value) FILTER (WHERE measure_id = {int(each)}) AS b{int(each)}" for each in baselines)
    cases = " ".join(f"WHEN {int(later)} THEN b{int(baseline)}" for later, baseline in baseline_of.items())
    return f"""
WITH baseline AS MATERIALIZED (
  SELECT participant_id, {firsts} FROM findings_score WHERE measure_id IN ({numbers(baselines)}) GROUP BY 1
), based AS MATERIALIZED (
  SELECT p.condition, d.pattern, b.* FROM baseline b, {SCORED} AND p.id = b.participant_id
), change AS (
  SELECT s.measure_id AS m, based.condition, based.pattern, s.value - CASE s.measure_id {cases} END AS value
  FROM findings_score s JOIN based USING (participant_id)
  WHERE s.measure_id IN ({numbers(baseline_of)}) OFFSET 0
), counted AS (
  SELECT m, condition, pattern, count(value)::float8 AS n, avg(value) AS mean, var_samp(value) AS variance,
         min(value) AS low, max(value) AS high
  FROM change GROUP BY 1, 2, 3 HAVING count(value) > 0
), placed AS (
  SELECT m, bucket, n, mean, COALESCE(variance * (n - 1), 0) AS squares, low, high,
         sum(n * mean) OVER whole / sum(n) OVER whole AS centre
  FROM counted JOIN {PLACE} USING (condition, pattern) WINDOW whole AS (PARTITION BY m, bucket)
)
SELECT m, bucket, sum(n)::bigint, max(centre),
       CASE WHEN sum(n) < 2 THEN NULL WHEN min(low) = max(high) THEN 0
            ELSE sqrt(sum(squares + n * (mean - centre) ^ 2) / (sum(n) - 1)) END,
       NULL::float8, min(low), max(high)
FROM placed GROUP BY 1, 2
"""


def numbers(ids: Iterable[int]) -> str:
    """Ids as a list in SQL."""
    return ", ".join(str(int(each)) for each in sorted(set(ids)))

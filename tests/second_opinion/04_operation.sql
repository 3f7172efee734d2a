-- Item 9: done late? 1 yes, 0 no, NULL nobody can say (restored too late, and not recorded when it was acted upon).
INSERT INTO ruling (service, item, record, outcome, at, points)
WITH clock AS (
  SELECT f.*, s.now, coalesce(min(alarm_at, reported_at), alarm_at, reported_at) AS known
  FROM fault f JOIN service s ON s.id = f.service WHERE area = 'room'
), due AS (
  SELECT c.*, op.value AS ordinary_points, sp.value AS serious_points,
    known + om.value * 60000000 AS ordinary_due,
    iif(severity = 'ordinary', NULL, coalesce(serious_since, known) + sm.value * 60000000) AS serious_due
  FROM clock c
  JOIN held om ON om.service = c.service AND om.name = '9.ordinary_minutes'
    AND known / 86400000000 >= om.since AND known / 86400000000 < om.until
  JOIN held op ON op.service = c.service AND op.name = '9.ordinary_points'
    AND known / 86400000000 >= op.since AND known / 86400000000 < op.until
  JOIN held sm ON sm.service = c.service AND sm.name = '9.serious_minutes'
    AND coalesce(serious_since, known) / 86400000000 >= sm.since
    AND coalesce(serious_since, known) / 86400000000 < sm.until
  JOIN held sp ON sp.service = c.service AND sp.name = '9.serious_points'
    AND coalesce(serious_since, known) / 86400000000 >= sp.since
    AND coalesce(serious_since, known) / 86400000000 < sp.until
), late AS (
  SELECT *, CASE
      WHEN acted_at IS NOT NULL THEN acted_at > ordinary_due
      WHEN restored_at IS NOT NULL THEN iif(restored_at <= ordinary_due, 0, NULL)
      ELSE now > ordinary_due END AS ordinary,
    CASE
      WHEN serious_due IS NULL THEN 0
      WHEN acted_at IS NOT NULL THEN acted_at > serious_due
      WHEN restored_at IS NOT NULL THEN iif(restored_at <= serious_due, 0, NULL)
      ELSE now > serious_due END AS serious
  FROM due
)
SELECT service, 9, id, CASE
    WHEN severity IS NULL THEN
      iif(acted_at IS NULL AND restored_at IS NULL AND now <= serious_due, 'running', 'undetermined')
    WHEN serious THEN 'breached'
    WHEN serious IS NULL THEN 'undetermined'
    WHEN ordinary THEN 'breached'
    WHEN ordinary IS NULL THEN 'undetermined'
    ELSE 'kept'
  END, CASE
    WHEN severity IS NULL THEN known
    WHEN serious IS NULL OR serious THEN serious_due
    ELSE ordinary_due
  END, iif(serious, serious_points, ordinary_points)
FROM late;
INSERT INTO cause SELECT service, 9, id, cause FROM fault WHERE area = 'room' AND cause IS NOT NULL;

-- Item 10: whoever handled it has found it.
INSERT INTO ruling (service, item, record, outcome, at, points)
WITH due AS (
  SELECT a.*, s.now, began_at + l.value * 60000000 AS deadline, iif(consequence = 'damaged', d.value, f.value) AS points
  FROM power_anomaly a JOIN service s ON s.id = a.service
  JOIN held l ON l.service = a.service AND l.name = '10.in_time_minutes'
    AND began_at / 86400000000 >= l.since AND began_at / 86400000000 < l.until
  JOIN held d ON d.service = a.service AND d.name = '10.damaged_points'
    AND began_at / 86400000000 >= d.since AND began_at / 86400000000 < d.until
  JOIN held f ON f.service = a.service AND f.name = '10.affected_points'
    AND began_at / 86400000000 >= f.since AND began_at / 86400000000 < f.until
)
SELECT service, 10, id, CASE
    WHEN consequence = 'none' OR handled_at <= deadline THEN 'kept'
    WHEN deadline IS NULL THEN 'undetermined'
    WHEN handled_at IS NULL AND now <= deadline THEN 'running'
    WHEN consequence IS NULL THEN 'undetermined'
    ELSE 'breached'
  END, coalesce(deadline, began_at), points
FROM due;
INSERT INTO cause SELECT service, 10, id, cause FROM power_anomaly WHERE cause IS NOT NULL;

-- Item 11: outages of one cause with no more than the gap between them are one. An open one lasts until now.
CREATE TABLE flap AS
WITH lasted AS (
  SELECT o.*, s.now, coalesce(cause, o.id) AS root, coalesce(restored_at, s.now) AS until
  FROM outage o JOIN service s ON s.id = o.service
), behind AS (
  SELECT *, max(until) OVER (
    PARTITION BY service, root ORDER BY began_at, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
  FROM lasted
), fresh AS (
  SELECT b.*, coalesce(began_at - before > g.value * 60000000, 1) AS fresh
  FROM behind b
  JOIN held g ON g.service = b.service AND g.name = '11.merge_gap_minutes'
    AND began_at / 86400000000 >= g.since AND began_at / 86400000000 < g.until
), numbered AS (
  SELECT *, sum(fresh) OVER (PARTITION BY service, root ORDER BY began_at, id) AS number FROM fresh
)
SELECT *, first_value(id) OVER (PARTITION BY service, root, number ORDER BY began_at, id) AS first FROM numbered;

INSERT INTO ruling (service, item, record, outcome, at, points)
WITH one AS (
  SELECT service, first AS id, min(began_at) AS began_at, now, max(until) AS until, max(restored_at IS NULL) AS open,
    CASE WHEN max(scope IS 'whole') THEN 'whole' WHEN min(scope IS NOT NULL) THEN 'part' END AS scope,
    iif(min(party IS NOT NULL) AND min(party IN ('supplier', 'centre')) = max(party IN ('supplier', 'centre')),
      max(party IN ('supplier', 'centre')), NULL) AS ours
  FROM flap GROUP BY service, first
), due AS (
  SELECT one.*, began_at + l.value * 60000000 AS deadline, p.value AS part, w.value AS whole, x.value AS covers
  FROM one
  JOIN held l ON l.service = one.service AND l.name = '11.restore_minutes'
    AND began_at / 86400000000 >= l.since AND began_at / 86400000000 < l.until
  JOIN held p ON p.service = one.service AND p.name = '11.part_points'
    AND began_at / 86400000000 >= p.since AND began_at / 86400000000 < p.until
  JOIN held w ON w.service = one.service AND w.name = '11.whole_points'
    AND began_at / 86400000000 >= w.since AND began_at / 86400000000 < w.until
  JOIN held x ON x.service = one.service AND x.name = '11.exclusion_covers_part'
    AND began_at / 86400000000 >= x.since AND began_at / 86400000000 < x.until
)
SELECT service, 11, id, CASE
    WHEN until <= deadline THEN iif(open, 'running', 'kept')
    WHEN scope IS NULL THEN iif(NOT ours AND covers = 'yes', 'kept', 'undetermined')
    WHEN scope = 'part' AND covers = 'no' THEN 'breached'
    WHEN ours IS NULL THEN 'undetermined'
    WHEN scope = 'part' THEN CASE WHEN ours THEN 'breached' WHEN covers = 'yes' THEN 'kept' ELSE 'undetermined' END
    WHEN NOT ours THEN 'kept'
    WHEN whole IS NULL THEN 'undetermined'
    ELSE 'breached'
  END, deadline, iif(scope = 'part', part, whole)
FROM due;
INSERT INTO cause SELECT service, 11, first, id FROM flap;
INSERT INTO cause SELECT service, 11, first, cause FROM flap WHERE cause IS NOT NULL;

-- Item 12.
INSERT INTO ruling (service, item, record, outcome, at, points)
WITH judged AS (
  SELECT *, gap AND data_leaked AS worst, gap AND attack AND business_affected AS bad FROM security_incident
)
SELECT j.service, 12, id, CASE
    WHEN worst THEN 'breached' WHEN worst IS NULL THEN 'undetermined'
    WHEN bad THEN 'breached' WHEN bad IS NULL THEN 'undetermined'
    ELSE 'kept'
  END, occurred_at, iif(worst, w.value, b.value)
FROM judged j
JOIN held w ON w.service = j.service AND w.name = '12.leak_points'
  AND occurred_at / 86400000000 >= w.since AND occurred_at / 86400000000 < w.until
JOIN held b ON b.service = j.service AND b.name = '12.attack_points'
  AND occurred_at / 86400000000 >= b.since AND occurred_at / 86400000000 < b.until;
INSERT INTO cause SELECT service, 12, id, cause FROM security_incident WHERE cause IS NOT NULL;

-- Item 13.
INSERT INTO ruling (service, item, record, outcome, at, points)
WITH judged AS (
  SELECT m.*, coalesce(prepared_at < starts_at, 0) AND preparation_ok AS prepared, s.now, p.value AS points, f.value AS policy
  FROM meeting m JOIN service s ON s.id = m.service
  JOIN held p ON p.service = m.service AND p.name = '13.points'
    AND starts_at / 86400000000 >= p.since AND starts_at / 86400000000 < p.until
  JOIN held f ON f.service = m.service AND f.name = '13.prepared_fault'
    AND starts_at / 86400000000 >= f.since AND starts_at / 86400000000 < f.until
), guilt AS (
  SELECT *, outcome <> 'normal' AND NOT equipment_fault AND (policy = 'points' OR NOT prepared) AS guilty FROM judged
)
SELECT service, 13, id, CASE
    WHEN outcome IS NULL AND now <= starts_at THEN 'running'
    WHEN guilty THEN 'breached'
    WHEN guilty IS NULL THEN 'undetermined'
    ELSE 'kept'
  END, starts_at, points
FROM guilt;
INSERT INTO cause SELECT service, 13, id, cause FROM meeting WHERE cause IS NOT NULL;

-- Item 14.
INSERT INTO ruling (service, item, record, outcome, at, points)
WITH clock AS (
  SELECT f.*, s.now, coalesce(reported_at, alarm_at) AS start
  FROM fault f JOIN service s ON s.id = f.service WHERE area = 'conference'
), due AS (
  SELECT c.*, start + l.value * 60000000 AS deadline, p.value AS points FROM clock c
  JOIN held l ON l.service = c.service AND l.name = '14.minutes'
    AND start / 86400000000 >= l.since AND start / 86400000000 < l.until
  JOIN held p ON p.service = c.service AND p.name = '14.points'
    AND start / 86400000000 >= p.since AND start / 86400000000 < p.until
)
SELECT service, 14, id, CASE
    WHEN coalesce(acted_at, restored_at) <= deadline THEN 'kept'
    WHEN acted_at IS NULL AND restored_at IS NULL AND now <= deadline THEN 'running'
    WHEN acted_at IS NULL AND restored_at IS NOT NULL THEN 'undetermined'
    ELSE 'breached'
  END, deadline, points
FROM due;
INSERT INTO cause SELECT service, 14, id, cause FROM fault WHERE area = 'conference' AND cause IS NOT NULL;

-- Item 15: the period begins with the last maintenance of the device, or with the service.
INSERT INTO ruling (service, item, record, outcome, at, points)
WITH due AS (
  SELECT f.*, coalesce(min(alarm_at, reported_at), alarm_at, reported_at) AS start, s.first_day
  FROM fault f JOIN service s ON s.id = f.service WHERE area = 'conference'
), kept AS (
  SELECT d.*, d.start / 86400000000 AS day, max(first_day, coalesce((
    SELECT max(m.done_at) FROM maintenance m
    WHERE m.service = d.service AND m.device = d.device AND m.done_at < d.start) / 86400000000, 0)) AS last
  FROM due d
)
SELECT k.service, 15, k.id, CASE
    WHEN ageing IS 0 OR affects_use IS 0 OR day <= last + l.value THEN 'kept'
    WHEN ageing IS NULL OR affects_use IS NULL OR l.value IS NULL THEN 'undetermined'
    ELSE 'breached'
  END, start, p.value
FROM kept k
JOIN held l ON l.service = k.service AND l.name = '15.period_days' AND day >= l.since AND day < l.until
JOIN held p ON p.service = k.service AND p.name = '15.points' AND day >= p.since AND day < p.until;
INSERT INTO cause SELECT service, 15, id, cause FROM fault WHERE area = 'conference' AND cause IS NOT NULL;

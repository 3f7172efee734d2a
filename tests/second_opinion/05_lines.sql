-- Every record is a cause of its own.
INSERT INTO cause SELECT DISTINCT service, item, record, record FROM ruling;
CREATE INDEX cause_word ON cause (service, item, cause);
CREATE INDEX cause_record ON cause (service, item, record);

-- One root cause is one occurrence of an item; `head` is the least record that a record is joined with.
CREATE TABLE joined (service INTEGER, item INTEGER, record TEXT, head TEXT);
INSERT INTO joined
WITH RECURSIVE reach (service, item, record, other) AS (
  SELECT DISTINCT service, item, record, record FROM ruling
  UNION
  SELECT r.service, r.item, r.record, b.record
  FROM reach r
  JOIN cause a ON a.service = r.service AND a.item = r.item AND a.record = r.other
  JOIN cause b ON b.service = a.service AND b.item = a.item AND b.cause = a.cause
  JOIN ruling ON ruling.service = b.service AND ruling.item = b.item AND ruling.record = b.record
  WHERE r.item NOT IN (1, 2, 3, 13)
)
SELECT service, item, record, min(other) FROM reach GROUP BY service, item, record;
CREATE INDEX joined_record ON joined (service, item, record);
CREATE INDEX joined_head ON joined (service, item, head);

-- What nobody can say comes first, then the higher tier, then the earlier.
CREATE TABLE line AS
WITH ranked AS (
  SELECT r.*, j.head, row_number() OVER (PARTITION BY r.service, r.item, j.head ORDER BY
    CASE outcome WHEN 'undetermined' THEN 1 WHEN 'breached' THEN 2 WHEN 'running' THEN 3 ELSE 4 END,
    iif(outcome = 'breached', -points, 0), at, r.record) AS rank
  FROM ruling r JOIN joined j ON j.service = r.service AND j.item = r.item AND j.record = r.record
)
SELECT service, item, head, record, outcome, at, iif(outcome = 'breached', points, NULL) AS points
FROM ranked WHERE rank = 1 AND outcome <> 'kept';

-- Registers: without the centre's word that all is recorded, nothing recorded is not zero.
CREATE TABLE register_of (item INTEGER, kind TEXT);
INSERT INTO register_of VALUES
  (2, 'staff_change'), (2, 'absence'), (3, 'monthly_report'), (4, 'task'), (5, 'violation'), (6, 'violation'),
  (7, 'request'), (8, 'request'), (9, 'fault'), (10, 'power_anomaly'), (11, 'outage'), (12, 'security_incident'),
  (13, 'meeting'), (14, 'fault'), (15, 'fault'), (15, 'maintenance');
INSERT INTO line
SELECT DISTINCT m.service, r.item, 'registers/' || m.month, 'registers/' || m.month, 'undetermined', m.last * 86400000000, NULL
FROM served_month m, register_of r
WHERE m.ended AND NOT EXISTS (
  SELECT 1 FROM complete c WHERE c.service = m.service AND c.month = m.month AND c.kind = r.kind);

-- What became a breach after the service, or began before it.
CREATE TABLE placed AS
SELECT l.service, l.item, l.head, l.record, CASE
    WHEN l.outcome = 'running' THEN 'running'
    WHEN l.at < s.first_day * 86400000000 THEN 'undetermined'
    WHEN l.at >= (s.last_day + 1) * 86400000000 AND h.value = 'refuse' THEN 'undetermined'
    ELSE l.outcome
  END AS outcome, iif(l.outcome = 'running', l.at,
    max(s.first_day * 86400000000, min(l.at, (s.last_day + 1) * 86400000000 - 1))) AS at, l.points
FROM line l JOIN service s ON s.id = l.service
JOIN held h ON h.service = l.service AND h.name = 'common.after_end'
  AND s.last_day >= h.since AND s.last_day < h.until;
CREATE INDEX placed_head ON placed (service, item, head);

-- Two items that share a cause, and the policy for the two.
CREATE TABLE pair AS
WITH word AS (
  SELECT DISTINCT p.service, p.item, p.head, p.outcome, p.at, p.points, c.cause
  FROM placed p
  JOIN joined j ON j.service = p.service AND j.item = p.item AND j.head = p.head
  JOIN cause c ON c.service = j.service AND c.item = j.item AND c.record = j.record
), met AS (
  SELECT DISTINCT a.service, a.item AS item, a.head AS head, a.outcome AS outcome, a.at AS at, a.points AS points,
    b.item AS item2, b.head AS head2, b.outcome AS outcome2, b.at AS at2, b.points AS points2
  FROM word a JOIN word b ON b.service = a.service AND b.cause = a.cause AND b.item > a.item
)
SELECT met.*, coalesce(one.value, other.value, common.value) AS policy
FROM met
LEFT JOIN held one ON one.service = met.service AND one.name = 'common.overlap_' || item || '_' || item2
  AND min(at, at2) / 86400000000 >= one.since AND min(at, at2) / 86400000000 < one.until
LEFT JOIN held other ON other.service = met.service AND other.name = 'common.overlap_' || item2 || '_' || item
  AND min(at, at2) / 86400000000 >= other.since AND min(at, at2) / 86400000000 < other.until
JOIN held common ON common.service = met.service AND common.name = 'common.overlap'
  AND min(at, at2) / 86400000000 >= common.since AND min(at, at2) / 86400000000 < common.until;

-- What still runs costs nothing yet, but what yields to it has to wait.
-- Which of two gives way: the named one, to points that are certain; the smaller and the later, if both are certain.
-- Of two that are alike it is the later, and then the one with the higher number.
CREATE TABLE rival AS
WITH ordered AS (
  SELECT *, CASE policy
      WHEN 'yield' THEN item2 = 4 OR (item = 4 AND item2 = 3)
      WHEN 'max' THEN points2 < points OR (points2 = points AND at2 >= at)
      WHEN 'first' THEN at2 >= at
    END AS second
  FROM pair WHERE policy IN ('yield', 'max', 'first')
)
SELECT service, policy, iif(second, item2, item) AS item, iif(second, head2, head) AS head,
  iif(second, item, item2) AS winner, iif(second, head, head2) AS winner_head,
  iif(second, outcome, outcome2) = 'breached' AND (policy = 'yield' OR outcome = outcome2) AS certain
FROM ordered
WHERE iif(second, outcome2, outcome) <> 'running' AND (iif(second, outcome, outcome2) <> 'running' OR policy = 'yield');

-- What the two then are: who gives way is gone, and takes no part in what else is refused.
-- Nobody gives way to what has itself given way: three rounds from those that give way to nobody. A circle is refused.
CREATE TABLE edge AS
SELECT service, item || '/' || head AS loser, winner || '/' || winner_head AS winner FROM rival WHERE certain;
CREATE TABLE gone AS
WITH out1 AS (
  SELECT service, loser FROM edge WHERE (service, winner) NOT IN (SELECT service, loser FROM edge)
), in1 AS (
  SELECT service, loser FROM edge EXCEPT SELECT service, loser FROM edge WHERE (service, winner) NOT IN out1
), out2 AS (
  SELECT service, loser FROM edge WHERE (service, winner) IN in1 UNION SELECT * FROM out1
), in2 AS (
  SELECT service, loser FROM edge EXCEPT SELECT service, loser FROM edge WHERE (service, winner) NOT IN out2
), out3 AS (
  SELECT service, loser FROM edge WHERE (service, winner) IN in2 UNION SELECT * FROM out2
)
SELECT DISTINCT p.service, p.item, p.head FROM placed p WHERE (p.service, p.item || '/' || p.head) IN out3;

CREATE TABLE scored AS
WITH refused AS (
  SELECT service, item, head, item2, head2 FROM pair WHERE policy = 'refuse' AND 'running' NOT IN (outcome, outcome2)
  UNION SELECT service, item2, head2, item, head FROM pair
  WHERE policy = 'refuse' AND 'running' NOT IN (outcome, outcome2)
  UNION SELECT service, item, head, winner, winner_head FROM rival
  UNION SELECT service, winner, winner_head, item, head FROM rival WHERE policy <> 'yield'
)
SELECT p.service, p.item, p.record, p.at, CASE
    WHEN (p.service, p.item, p.head) IN (SELECT service, item, head FROM gone) THEN 'kept'
    WHEN EXISTS (
      SELECT 1 FROM refused r WHERE r.service = p.service AND r.item = p.item AND r.head = p.head
        AND (r.service, r.item2, r.head2) NOT IN (SELECT service, item, head FROM gone)) THEN 'undetermined'
    ELSE p.outcome
  END AS outcome, p.points
FROM placed p;

-- A waiver names the deduction or the record.
CREATE TABLE answer AS
SELECT m.service, m.month, i.item, coalesce(sum(outcome = 'undetermined' AND NOT spared), 0) AS open,
  coalesce(sum(iif(outcome = 'breached' AND NOT spared, points, 0)), 0) AS points
FROM served_month m
JOIN (SELECT DISTINCT item FROM (SELECT item FROM register_of UNION SELECT 1)) i
LEFT JOIN (
  SELECT s.*, day.month, EXISTS (
    SELECT 1 FROM exemption e WHERE e.service = s.service AND e.until IS NULL
      AND e.of IN (s.record, s.item || '/' || s.record)) AS spared
  FROM scored s JOIN day ON day.date = s.at / 86400000000
) l ON l.service = m.service AND l.month = m.month AND l.item = i.item
GROUP BY m.service, m.month, i.item;

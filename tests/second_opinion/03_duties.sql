-- Item 3: both parts, accepted, by 24:00 of the due day of the month that follows the reported one.
INSERT INTO ruling (service, item, record, outcome, at, points)
WITH due AS (
  SELECT m.service, m.month, m.ended, m.last, p.value AS points, s.now, CASE WHEN h.value IS NOT NULL THEN (
      SELECT min(n.date + h.value, max(e.date) + 1) * 86400000000
      FROM day n JOIN day e ON e.month = n.month
      WHERE n.name = date(m.month || '-01', '+1 month')) END AS deadline
  FROM served_month m
  JOIN service s ON s.id = m.service
  JOIN held h ON h.service = m.service AND h.name = '3.due_day' AND m.last >= h.since AND m.last < h.until
  JOIN held p ON p.service = m.service AND p.name = '3.points' AND m.last >= p.since AND m.last < p.until
), part (part) AS (VALUES ('business'), ('room')
), handed AS (
  SELECT due.service, due.month, part.part, max(r.accepted IS 1) AS accepted, max(r.id IS NOT NULL AND r.accepted IS NULL) AS open
  FROM due, part LEFT JOIN monthly_report r
    ON r.service = due.service AND r.month = due.month AND r.part = part.part AND r.submitted_at <= due.deadline
  GROUP BY due.service, due.month, part.part
), whole AS (
  SELECT service, month, min(accepted) AS accepted, min(accepted OR open) AS possible FROM handed GROUP BY service, month
)
SELECT service, 3, 'monthly_report/' || month, CASE
    WHEN deadline IS NULL THEN iif(ended, 'undetermined', 'running')
    WHEN accepted THEN 'kept'
    WHEN now <= deadline THEN 'running'
    WHEN possible THEN 'undetermined'
    ELSE 'breached'
  END, coalesce(deadline, last * 86400000000), points
FROM due JOIN whole USING (service, month);

-- A signed extension moves the deadline of a request or a task.
CREATE TABLE extension AS
SELECT service, of, max(until) AS until FROM exemption WHERE until IS NOT NULL GROUP BY service, of;

-- Item 4.
INSERT INTO ruling (service, item, record, outcome, at, points)
WITH clock AS (
  SELECT t.*, coalesce(max(t.due, e.until), t.due, e.until) AS deadline, s.now, p.value AS points
  FROM task t JOIN service s ON s.id = t.service
  LEFT JOIN extension e ON e.service = t.service AND e.of = t.id
  JOIN held p ON p.service = t.service AND p.name = '4.points'
    AND t.assigned_at / 86400000000 >= p.since AND t.assigned_at / 86400000000 < p.until
)
SELECT service, 4, id, CASE
    WHEN deadline IS NULL OR done_at <= deadline THEN 'kept'
    WHEN done_at IS NULL AND now <= deadline THEN 'running'
    WHEN reasonable IS 0 THEN 'undetermined'
    ELSE 'breached'
  END, coalesce(deadline, assigned_at), points
FROM clock;
INSERT INTO cause SELECT service, 4, id, cause FROM task WHERE cause IS NOT NULL;

-- Items 5 and 6.
INSERT INTO ruling (service, item, record, outcome, at, points)
WITH judged AS (
  SELECT *, iif(limb IN ('access', 'virus', 'address', 'principle'), 5, 6) AS item,
    iif(limb IN ('access', 'virus', 'address', 'principle'), by_supplier, by_supplier AND consequence) AS guilty
  FROM violation
)
SELECT j.service, item, id, CASE WHEN guilty THEN 'breached' WHEN guilty IS NULL THEN 'undetermined' ELSE 'kept' END,
  occurred_at, p.value
FROM judged j JOIN held p ON p.service = j.service AND p.name = j.item || '.points'
  AND occurred_at / 86400000000 >= p.since AND occurred_at / 86400000000 < p.until;
INSERT INTO cause
SELECT service, iif(limb IN ('access', 'virus', 'address', 'principle'), 5, 6), id, cause
FROM violation WHERE cause IS NOT NULL;

-- Items 7 and 8: to the end of a working day, the day of acceptance left out.
INSERT INTO ruling (service, item, record, outcome, at, points)
WITH clock AS (
  SELECT r.*, iif(r.size IS 'large', 8, 7) AS item, s.now, r.accepted_at / 86400000000 AS day
  FROM request r JOIN service s ON s.id = r.service
), due AS (
  SELECT c.*, p.value AS points, max(coalesce(e.until, 0), ((
    SELECT d.date FROM day d WHERE d.works AND d.number = w.value + (SELECT number FROM day a WHERE a.date = c.day)
  ) + 1) * 86400000000) AS deadline
  FROM clock c
  JOIN held w ON w.service = c.service AND w.name = c.item || '.workdays' AND c.day >= w.since AND c.day < w.until
  JOIN held p ON p.service = c.service AND p.name = c.item || '.points' AND c.day >= p.since AND c.day < p.until
  LEFT JOIN extension e ON e.service = c.service AND e.of = c.id
)
SELECT service, item, id, CASE
    WHEN delivered_at IS NULL AND now <= deadline THEN 'running'
    WHEN size IS NULL THEN 'undetermined'
    WHEN delivered_at <= deadline THEN 'kept'
    ELSE 'breached'
  END, iif(size IS NULL AND delivered_at < deadline, delivered_at, deadline), points
FROM due;
INSERT INTO cause SELECT service, iif(size IS 'large', 8, 7), id, cause FROM request WHERE cause IS NOT NULL;

-- Absences in office hours; in a month without an attendance sheet nobody knows which hours those were.
CREATE TABLE unsheeted AS
SELECT a.service, a.id, d.date
FROM absence a
JOIN day d ON d.works AND a.left_at < (d.date + 1) * 86400000000 AND a.back_at > d.date * 86400000000
WHERE NOT EXISTS (SELECT 1 FROM attendance t WHERE t.service = a.service AND t.month = d.month);

-- Item 1. A day of service up to today: its slots, and absences in office hours of a working day without approved cover.
CREATE TABLE away AS
SELECT a.service, a.id, d.date, d.month, d.number, o.opens, o.closes,
  max(a.left_at, d.date * 86400000000 + o.opens) AS since, min(a.back_at, d.date * 86400000000 + o.closes) AS until,
  (CASE WHEN a.cover IS NOT NULL THEN 1 END) AND a.cover_approved AS covered
FROM absence a
JOIN day d ON d.works AND d.date BETWEEN a.left_at / 86400000000 AND a.back_at / 86400000000
JOIN office o ON o.service = a.service AND o.month = d.month
WHERE max(a.left_at, d.date * 86400000000 + o.opens) < min(a.back_at, d.date * 86400000000 + o.closes);
CREATE INDEX away_date ON away (service, date);

CREATE TABLE post AS
SELECT service, id, date, since, covered FROM away
UNION ALL
SELECT service, id, u.date, max(a.left_at, u.date * 86400000000), iif(a.cover IS NOT NULL AND a.cover_approved, 1, NULL)
FROM unsheeted u JOIN absence a USING (service, id);

INSERT INTO ruling (service, item, record, outcome, at, points)
WITH served AS (
  SELECT s.id AS service, d.date, d.name FROM service s
  JOIN day d ON d.date BETWEEN s.first_day AND min(s.last_day, s.now / 86400000000)
), seen AS (
  SELECT service, date, max(counts IS 0) AS missed, max(counts IS NULL AND NOT open) AS doubtful, max(open) AS open,
    date * 86400000000 + min(iif(counts IS 0 AND kind = 'morning', 34200000000, 86399999999)) AS at
  FROM slot_state GROUP BY service, date
), manned AS (
  SELECT service, date, max(covered IS 0) AS left, max(covered IS NULL) AS doubtful, min(iif(covered IS 0, since, NULL)) AS at
  FROM post GROUP BY service, date
)
SELECT served.service, 1, 'day/' || served.name, CASE
    WHEN seen.missed OR coalesce(manned.left, 0) THEN 'breached'
    WHEN seen.open THEN 'running'
    WHEN seen.doubtful OR coalesce(manned.doubtful, 0) THEN 'undetermined'
    ELSE 'kept'
  END, coalesce(min(seen.at, manned.at), seen.at), p.value
FROM served
JOIN seen USING (service, date)
LEFT JOIN manned USING (service, date)
JOIN held p ON p.service = served.service AND p.name = '1.points' AND served.date >= p.since AND served.date < p.until;

-- The absences that decide about the day.
INSERT INTO cause
SELECT DISTINCT r.service, 1, r.record, post.id
FROM post JOIN day USING (date) JOIN ruling r ON r.service = post.service AND r.item = 1 AND r.record = 'day/' || day.name
WHERE (r.outcome = 'breached' AND covered IS 0) OR (r.outcome = 'undetermined' AND covered IS NULL);

-- The months of each service; last: its last day of service in the month.
CREATE TABLE served_month AS
SELECT s.id AS service, d.month, max(d.date) AS last, (max(d.date) + 1) * 86400000000 <= s.now AS ended
FROM service s JOIN day d ON d.date BETWEEN s.first_day AND s.last_day GROUP BY s.id, d.month;

-- A signed sheet for each ended month, which counts as many absences as were recorded.
INSERT INTO ruling (service, item, record, outcome, at, points)
SELECT m.service, 1, 'attendance/' || m.month, 'undetermined', m.last * 86400000000, NULL
FROM served_month m LEFT JOIN attendance a USING (service, month)
WHERE m.ended AND a.absences IS NOT (
  SELECT count(*) FROM absence b JOIN day d ON d.date = b.left_at / 86400000000
  WHERE b.service = m.service AND d.month = m.month);

-- Item 2: changes. In time: the day on which it takes effect lies after the period, and the centre approved by then.
INSERT INTO ruling (service, item, record, outcome, at, points)
WITH judged AS (
  SELECT c.service, c.id, c.person, c.change, c.effective, p.value AS points, CASE c.change
      WHEN 'transfer' THEN coalesce(c.approved_on <= c.effective AND c.effective > (
        SELECT d.date FROM day d WHERE d.works AND d.number = w.value + (
          SELECT number FROM day a WHERE a.date = c.applied_on)), 0)
      ELSE coalesce(c.effective > c.applied_on + r.value, 0)
    END AS in_time, s.now >= c.effective * 86400000000 AS over
  FROM staff_change c
  JOIN service s ON s.id = c.service
  JOIN held p ON p.service = c.service AND p.name = '2.points' AND c.effective >= p.since AND c.effective < p.until
  JOIN held w ON w.service = c.service AND w.name = '2.transfer_workdays'
    AND c.effective >= w.since AND c.effective < w.until
  JOIN held r ON r.service = c.service AND r.name = '2.resignation_days'
    AND c.effective >= r.since AND c.effective < r.until
), twins AS (
  SELECT a.*, h.value AS policy, count(*) OVER same AS twins, row_number() OVER (same ORDER BY a.id) AS number
  FROM judged a
  JOIN held h ON h.service = a.service AND h.name = '2.same_person'
    AND a.effective >= h.since AND a.effective < h.until
  WINDOW same AS (PARTITION BY a.service, a.person, a.effective, a.in_time)
)
SELECT service, 2, id, CASE
    WHEN in_time THEN 'kept'
    WHEN NOT over THEN 'running'
    WHEN twins > 1 AND policy = 'refuse' THEN 'undetermined'
    WHEN number > 1 AND policy = 'once' THEN 'kept'
    ELSE 'breached'
  END, effective * 86400000000, points
FROM twins;

-- Item 2: leaves. One leave is a person's absences that follow each other with no office time between them; what was
-- agreed is no part of any. Way 0: all that may not be agreed; way 1: only what surely was not, joined by itself again.
CREATE TABLE part AS
WITH way AS (
  SELECT 0 AS way, * FROM absence WHERE (told AND consented) IS NOT 1
  UNION ALL SELECT 1, * FROM absence WHERE (told AND consented) IS 0
), gap AS (
  SELECT *, max(back_at) OVER (
      PARTITION BY service, person, way ORDER BY left_at, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS back
  FROM way
), opened AS (
  SELECT *, back IS NULL OR EXISTS (
      SELECT 1 FROM day d LEFT JOIN office o ON o.service = gap.service AND o.month = d.month
      WHERE d.works AND d.date BETWEEN back / 86400000000 AND left_at / 86400000000
        AND max(back, d.date * 86400000000 + coalesce(o.opens, 0))
          < min(left_at, d.date * 86400000000 + coalesce(o.closes, 86400000000))) AS opens
  FROM gap
)
SELECT *, sum(opens) OVER (PARTITION BY service, person, way ORDER BY left_at, id) AS turn FROM opened;

CREATE TABLE leave AS
SELECT service, person, way, turn, max(iif(opens, id, NULL)) AS id, min(left_at) AS left_at, max(back_at) AS back_at
FROM part GROUP BY service, person, way, turn;

-- Half a day is full at the instant at which its last minute is; its length is that of the day on which the leave began.
INSERT INTO ruling (service, item, record, outcome, at, points)
WITH whole AS (
  SELECT l.*, h.value * 60000000 AS length, p.value AS points, EXISTS (
      SELECT 1 FROM part JOIN unsheeted u USING (service, id)
      WHERE part.service = l.service AND part.person = l.person AND part.way = 0 AND part.turn = l.turn) AS unknown
  FROM leave l
  JOIN held h ON h.service = l.service AND h.name = '2.half_day_minutes'
    AND l.left_at / 86400000000 >= h.since AND l.left_at / 86400000000 < h.until
  JOIN held p ON p.service = l.service AND p.name = '2.points'
    AND l.left_at / 86400000000 >= p.since AND l.left_at / 86400000000 < p.until
  WHERE l.way = 0
), measured AS (
  SELECT service, way, id, id AS record, left_at, back_at, length FROM whole
  UNION ALL
  SELECT l.service, l.way, l.id, w.id, l.left_at, l.back_at, w.length
  FROM leave l
  JOIN part ON part.service = l.service AND part.way = 0 AND part.id = l.id
  JOIN whole w ON w.service = part.service AND w.person = part.person AND w.turn = part.turn
  WHERE l.way = 1
), counted AS (
  SELECT m.service, m.way, m.record, m.length, clipped.until,
    sum(clipped.until - clipped.since) OVER (PARTITION BY m.service, m.way, m.id ORDER BY clipped.since) AS total
  FROM measured m JOIN (
    SELECT m.service, m.way, m.id, max(m.left_at, d.date * 86400000000 + o.opens) AS since,
      min(m.back_at, d.date * 86400000000 + o.closes) AS until
    FROM measured m
    JOIN day d ON d.works AND d.date BETWEEN m.left_at / 86400000000 AND m.back_at / 86400000000
    JOIN office o ON o.service = m.service AND o.month = d.month
  ) clipped USING (service, way, id)
  WHERE clipped.since < clipped.until
), full AS (
  SELECT service, record, min(iif(way = 0, until - (total - length), NULL)) AS maybe,
    min(iif(way = 1, until - (total - length), NULL)) AS surely
  FROM counted WHERE total >= length GROUP BY service, record
)
SELECT w.service, 2, w.id, CASE
    WHEN unknown THEN 'undetermined'
    WHEN surely IS NOT NULL THEN 'breached'
    WHEN maybe IS NOT NULL THEN 'undetermined'
    ELSE 'kept'
  END, iif(unknown, left_at, coalesce(surely, maybe, left_at)), points
FROM whole w LEFT JOIN full ON full.service = w.service AND full.record = w.id;

-- Every absence of a leave is a cause of it.
INSERT INTO cause
SELECT l.service, 2, l.id, part.id FROM leave l JOIN part USING (service, person, way, turn)
WHERE l.way = 0 AND part.id <> l.id;

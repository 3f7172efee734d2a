-- The fee: each span of days served counts as so many of so many days of a month, a fifth of C each. 377580 is the least
-- common multiple of 28, 29, 30 and 31, so that nothing is rounded before the end; then to the nearest fen.
CREATE TABLE fee AS
WITH RECURSIVE policy AS (
  SELECT s.*, h.value AS policy, date(s.first_day * 86400, 'unixepoch') AS first
  FROM service s JOIN held h ON h.service = s.id AND h.name = 'common.proration'
    AND s.first_day >= h.since AND s.first_day < h.until
), turn (turn) AS (
  SELECT 0 UNION ALL SELECT turn + 1 FROM turn WHERE turn < 6
), opening AS (
  SELECT id, policy, first_day, last_day, turn, (
    SELECT min(min(d.date) + CAST(strftime('%d', first) AS INTEGER) - 1, max(d.date)) FROM day d
    WHERE d.month = strftime('%Y-%m', first, 'start of month', '+' || turn || ' month')) AS opens
  FROM policy, turn WHERE policy = 'service_month'
), span AS (
  SELECT id, policy, opens, lead(opens) OVER (PARTITION BY id ORDER BY turn) AS closes, first_day, last_day FROM opening
  UNION ALL
  SELECT id, policy, min(d.date), max(d.date) + 1, first_day, last_day FROM policy, day d
  WHERE policy <> 'service_month' GROUP BY id, d.month
), share AS (
  SELECT id, policy, closes - opens AS days, min(closes, last_day + 1) - max(opens, first_day) AS served
  FROM span WHERE closes IS NOT NULL AND min(closes, last_day + 1) > max(opens, first_day)
)
SELECT id AS service, sum(served * 377580 / iif(policy = 'thirty' AND served < days, 30, days)) AS parts
FROM share GROUP BY id;

CREATE TABLE settlement AS
WITH total AS (SELECT service, sum(points) AS points FROM answer GROUP BY service)
SELECT s.id AS service,
  (2 * fee.parts * s.amount + 377580 * 5) / (2 * 377580 * 5) AS earned,
  min(total.points * y.value * 100, s.amount * c.value / 100) AS deduction
FROM service s JOIN fee ON fee.service = s.id JOIN total ON total.service = s.id
JOIN held y ON y.service = s.id AND y.name = 'common.yuan_per_point' AND s.first_day >= y.since AND s.first_day < y.until
JOIN held c ON c.service = s.id AND c.name = 'common.cap_percent' AND s.first_day >= c.since AND s.first_day < c.until;

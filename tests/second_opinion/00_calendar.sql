-- Instants are microseconds and days are whole days since 1970-01-01 00:00 in Asia/Shanghai, which knows no summer time.
-- Working days: 国办发明电〔2024〕12号 and 〔2025〕7号, typed here a second time.
CREATE TABLE off (first TEXT, last TEXT);
INSERT INTO off VALUES
  ('2025-01-01', '2025-01-01'), ('2025-01-28', '2025-02-04'), ('2025-04-04', '2025-04-06'),
  ('2025-05-01', '2025-05-05'), ('2025-05-31', '2025-06-02'), ('2025-10-01', '2025-10-08'),
  ('2026-01-01', '2026-01-03'), ('2026-02-15', '2026-02-23'), ('2026-04-04', '2026-04-06');
CREATE TABLE makeup (date TEXT);
INSERT INTO makeup VALUES
  ('2025-01-26'), ('2025-02-08'), ('2025-04-27'), ('2025-09-28'), ('2025-10-11'),
  ('2026-01-04'), ('2026-02-14'), ('2026-02-28');

-- number: how many working days there are up to and including this day.
CREATE TABLE day (date INTEGER PRIMARY KEY, name TEXT, month TEXT, works INTEGER, number INTEGER);
INSERT INTO day
WITH RECURSIVE every (date) AS (
  SELECT unixepoch('2025-01-01') / 86400
  UNION ALL SELECT date + 1 FROM every WHERE date < unixepoch('2026-04-30') / 86400
), named AS (
  SELECT date, date(date * 86400, 'unixepoch') AS name FROM every
), judged AS (
  SELECT date, name, CASE
      WHEN name IN (SELECT date FROM makeup) THEN 1
      WHEN EXISTS (SELECT 1 FROM off WHERE name BETWEEN first AND last) THEN 0
      ELSE strftime('%w', name) NOT IN ('0', '6')
    END AS works
  FROM named
)
SELECT date, name, substr(name, 1, 7), works, sum(works) OVER (ORDER BY date) FROM judged;
CREATE INDEX day_number ON day (number, works);
CREATE INDEX day_month ON day (month);

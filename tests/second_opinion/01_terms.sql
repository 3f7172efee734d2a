-- The numbers of the annex and the defaults of assessment.md, typed here a second time; NULL: the annex leaves it out.
CREATE TABLE annex (name TEXT PRIMARY KEY, value);
INSERT INTO annex VALUES
  ('1.points', 1),
  ('2.points', 1), ('2.transfer_workdays', 30), ('2.resignation_days', 30), ('2.half_day_minutes', 240),
  ('2.same_person', 'refuse'),
  ('3.points', 1), ('3.due_day', NULL),
  ('4.points', 1),
  ('5.points', 5),
  ('6.points', 30),
  ('7.points', 5), ('7.workdays', 15),
  ('8.points', 10), ('8.workdays', 30),
  ('9.ordinary_minutes', 120), ('9.ordinary_points', 5), ('9.serious_minutes', 60), ('9.serious_points', 10),
  ('10.in_time_minutes', NULL), ('10.affected_points', 5), ('10.damaged_points', 10),
  ('11.restore_minutes', 60), ('11.part_points', 2), ('11.whole_points', NULL), ('11.merge_gap_minutes', 10),
  ('11.exclusion_covers_part', 'refuse'),
  ('12.attack_points', 3), ('12.leak_points', 10),
  ('13.points', 2), ('13.prepared_fault', 'zero'),
  ('14.minutes', 15), ('14.points', 1),
  ('15.period_days', NULL), ('15.points', 1),
  ('common.yuan_per_point', 200), ('common.cap_percent', 30), ('common.proration', 'service_month'),
  ('common.after_end', 'refuse'), ('common.overlap', 'refuse'),
  ('common.overlap_1_2', 'refuse'), ('common.overlap_5_6', 'refuse'), ('common.overlap_5_12', 'refuse'),
  ('common.overlap_6_12', 'refuse'), ('common.overlap_9_10', 'refuse'), ('common.overlap_13_14', 'refuse'),
  ('common.overlap_14_15', 'refuse'),
  ('common.overlap_4_3', 'yield'), ('common.overlap_4_7', 'yield'), ('common.overlap_4_8', 'yield'),
  ('common.overlap_4_9', 'yield'), ('common.overlap_4_13', 'yield');

-- A value of a service holds from `since` up to but not including `until`.
CREATE TABLE held (service INTEGER, name TEXT, value, since INTEGER, until INTEGER);
INSERT INTO held
WITH said AS (
  SELECT service.id AS service, annex.name, annex.value, -1 AS since FROM service, annex
  UNION ALL SELECT service, term, value, since FROM supplement
)
SELECT service, name, value, since, lead(since, 1, 1000000) OVER (PARTITION BY service, name ORDER BY since) FROM said;
CREATE INDEX held_name ON held (service, name, since);

-- What the rules find; a cause is a word that rulings may share.
CREATE TABLE ruling (
  id INTEGER PRIMARY KEY, service INTEGER, item INTEGER, record TEXT, outcome TEXT, at INTEGER, points INTEGER
);
CREATE INDEX ruling_record ON ruling (service, item, record);
CREATE TABLE cause (service INTEGER, item INTEGER, record TEXT, cause TEXT);

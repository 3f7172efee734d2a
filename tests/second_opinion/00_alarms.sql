-- A fault is known no later than the earliest alarm of the triages that name it.
UPDATE fault SET alarm_at = told.at
FROM (SELECT service, record, min(alarm_at) AS at FROM triage GROUP BY service, record) AS told
WHERE told.service = fault.service AND told.record = fault.id AND told.at < coalesce(fault.alarm_at, told.at + 1);

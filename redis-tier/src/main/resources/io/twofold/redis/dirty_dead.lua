-- Some of the values that were set aside.
--
-- KEYS  1 those set aside
-- ARGV  1 where to go on, 0 to begin  2 about how many
-- Returns {where to go on, 0 at the end, {id, value, and so on}}. Repeatable.

return redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])

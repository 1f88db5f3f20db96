-- What is dirty of some keys of a shard. A script, for those clients whose plain commands ask replicas.
--
-- KEYS  1 dirty values
-- ARGV  for each key  its id
-- Returns for each its dirty value, or false.

return redis.call('HMGET', KEYS[1], unpack(ARGV))

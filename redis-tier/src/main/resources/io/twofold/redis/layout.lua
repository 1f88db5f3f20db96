-- Records how the cache is laid out, or reads how it already is.
--
-- KEYS  1 descriptor
-- ARGV  1 version of the format  2 number of shards
-- Returns {version, shards}: those of the first node that asked. Repeatable.

redis.call('HSETNX', KEYS[1], 'version', ARGV[1])
redis.call('HSETNX', KEYS[1], 'shards', ARGV[2])
return redis.call('HMGET', KEYS[1], 'version', 'shards')

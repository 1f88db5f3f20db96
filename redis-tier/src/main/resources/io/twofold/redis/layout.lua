-- Records how the cache is laid out, or reads how it already is.
--
-- KEYS  1 descriptor
-- ARGV  1 version of the format  2 number of shards  3 behind if the cache writes behind, else direct
-- Returns {version, shards, behind or direct}: those of the first node that asked. Repeatable.

redis.call('HSETNX', KEYS[1], 'version', ARGV[1])
redis.call('HSETNX', KEYS[1], 'shards', ARGV[2])
redis.call('HSETNX', KEYS[1], 'write', ARGV[3])
return redis.call('HMGET', KEYS[1], 'version', 'shards', 'write')

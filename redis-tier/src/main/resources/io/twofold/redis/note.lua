-- Notes which keys a node uses most, in place of what the nodes of this place noted before.
--
-- KEYS  1 hot keys of the cache
-- ARGV  1 place of the node  2 the keys, as bytes  3 how long they are kept, milliseconds
-- Returns 1.
-- Repeatable.

redis.call('HSET', KEYS[1], ARGV[1], struct.pack('>I8', milliseconds() + tonumber(ARGV[3])) .. ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1

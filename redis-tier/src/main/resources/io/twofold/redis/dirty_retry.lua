-- Makes a value that was set aside dirty again, as a step, unless a newer one was put since.
--
-- KEYS  1 control  2 log  3 dirty values  4 queue  5 those set aside  6 the entry of the key  7 its lease
-- ARGV  1 nonce of the step  2 shard  3 channel of announcements  4 how many steps the log keeps
--       5 name of the key  6 its id  7 the version
-- Returns 1 if it did, else 0. Repeatable: a second time finds nothing.

local dead = redis.call('HGET', KEYS[5], ARGV[6])
if not dead or string.sub(dead, 1, 1) == 'S' or redis.call('HEXISTS', KEYS[3], ARGV[6]) == 1 then
  return 0
end
local _, length = struct.unpack('>I4I4', dead, 2)
local value = string.sub(dead, 10 + length)
if struct.unpack('>I8', value) ~= tonumber(ARGV[7]) then
  return 0
end
redis.call('HDEL', KEYS[5], ARGV[6])
redis.call('HSET', KEYS[3], ARGV[6], value)
redis.call('ZADD', KEYS[4], 'NX', milliseconds(), ARGV[6])
drop(KEYS[6], KEYS[7], ARGV[5])
announce_step(KEYS[1], KEYS[2], 1, 'P', ARGV[6])
return 1

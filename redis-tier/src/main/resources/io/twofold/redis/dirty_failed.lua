-- A version of a dirty value couldn't be written: it is tried again after a pause, or set aside, as a step.
--
-- A value that is set aside is - or, once a newer one was put, S, the number of attempts and the length of the reason
-- (4 bytes each), the reason, and the dirty value.
--
-- KEYS  1 control  2 log  3 dirty values  4 queue  5 attempts  6 those set aside  7 holder of the lease
--       8 the entry of the key  9 its lease
-- ARGV  1 token of the flusher  2 its fencing token
--       3 nonce of the step  4 shard  5 channel of announcements  6 how many steps the log keeps
--       7 name of the key  8 its id  9 the version  10 pause, milliseconds  11 after how many attempts it is set aside
--       12 the reason
-- Returns 0 the lease was lost, and nothing happened, 1 tried again, 2 set aside, 3 there is a newer version.
-- Repeatable: a second time is another attempt that failed.

local holder = redis.call('HMGET', KEYS[7], 't', 'f')
if holder[1] ~= ARGV[1] or holder[2] ~= ARGV[2] then
  return 0
end
local id = ARGV[8]
local value = redis.call('HGET', KEYS[3], id)
if not value or struct.unpack('>I8', value) ~= tonumber(ARGV[9]) then
  return 3
end
local tried = redis.call('HGET', KEYS[5], id)
local attempts = tonumber(tried and string.match(tried, '^(%d+):') or 0) + 1
if attempts < tonumber(ARGV[11]) then
  redis.call('HSET', KEYS[5], id, text(attempts) .. ':' .. text(milliseconds() + tonumber(ARGV[10])))
  return 1
end
redis.call('HSET', KEYS[6], id, '-' .. struct.pack('>I4I4', attempts, #ARGV[12]) .. ARGV[12] .. value)
redis.call('HDEL', KEYS[3], id)
redis.call('ZREM', KEYS[4], id)
redis.call('HDEL', KEYS[5], id)
drop(KEYS[8], KEYS[9], ARGV[7])
announce_step(KEYS[1], KEYS[2], 3, 'K', id)
return 2

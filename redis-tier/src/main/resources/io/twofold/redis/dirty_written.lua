-- The source has some versions of dirty values: those that have no newer one are dirty no more, and become entries.
--
-- KEYS  1 control  2 log  3 dirty values  4 queue  5 attempts  6 holder of the lease,
--       then for each key  its entry, its write guards
-- ARGV  1 token of the flusher  2 its fencing token  then for each key  its id, its version
-- Returns 1, or 0 if the lease was lost, and nothing happened.
-- Repeatable: a second time finds no such version.

local FIRST_ID, FIRST_ENTRY = 3, 7
local holder = redis.call('HMGET', KEYS[6], 't', 'f')
if holder[1] ~= ARGV[1] or holder[2] ~= ARGV[2] then
  return 0
end
local c = state(KEYS[1], KEYS[2])
local now = milliseconds()
local at = FIRST_ID
for i = FIRST_ENTRY, #KEYS, 2 do
  local id = ARGV[at]
  local value = redis.call('HGET', KEYS[3], id)
  if value then
    local version = struct.unpack('>I8', value)
    redis.call('HDEL', KEYS[5], id)
    if version == tonumber(ARGV[at + 1]) then
      redis.call('HDEL', KEYS[3], id)
      redis.call('ZREM', KEYS[4], id)
      if string.sub(value, 9, 9) == 'P' and redis.call('EXISTS', KEYS[i + 1]) == 0 then
        local ttl, stale = struct.unpack('>I8I4', value, 10)
        store(c, KEYS[i], c.seq, string.sub(value, 10), '', ttl + stale)
      end
    else
      redis.call('ZADD', KEYS[4], 'XX', now, id)
    end
  end
  at = at + 2
end
return 1

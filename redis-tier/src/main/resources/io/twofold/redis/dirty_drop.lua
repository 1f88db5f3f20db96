-- Forgets a value that was set aside.
--
-- KEYS  1 those set aside
-- ARGV  1 id of the key  2 the version
-- Returns 1 if it was there, else 0. Repeatable: a second time finds nothing.

local dead = redis.call('HGET', KEYS[1], ARGV[1])
if not dead then
  return 0
end
local _, length = struct.unpack('>I4I4', dead, 2)
if struct.unpack('>I8', dead, 10 + length) ~= tonumber(ARGV[2]) then
  return 0
end
return redis.call('HDEL', KEYS[1], ARGV[1])

-- Prolongs the guards of a write, if all of them are still there.
--
-- KEYS  write guards of each key
-- ARGV  1 token of the write  2 how long they last from now, milliseconds
-- Returns 1 if all were there, else 0. Repeatable.

local now = milliseconds()
local all_there = 1
for i = 1, #KEYS do
  local until_then = redis.call('HGET', KEYS[i], ARGV[1])
  if until_then and tonumber(until_then) > now then
    local count, latest = other_guards(KEYS[i], ARGV[1], now)
    local mine = now + tonumber(ARGV[2])
    redis.call('HSET', KEYS[i], ARGV[1], text(mine))
    redis.call('PEXPIRE', KEYS[i], math.max(mine, latest) - now)
  else
    all_there = 0
  end
end
return all_there

-- What the log of a shard holds after a position.
--
-- KEYS  1 control  2 log
-- ARGV  1, 2 epoch and seq of the position
-- Returns {epoch, seq, nonce, steps}, each step as it was announced; no steps if the position is of another epoch.
-- Repeatable.

local c = state(KEYS[1], KEYS[2])
local steps = {}
if tonumber(ARGV[1]) == c.epoch then
  local logged = redis.call('XRANGE', KEYS[2], '(' .. ARGV[1] .. '-' .. ARGV[2], '+')
  for i = 1, #logged do
    steps[i] = logged[i][2][2]
  end
end
return {text(c.epoch), text(c.seq), c.nonce, steps}

-- What the log of a shard holds after a position.
--
-- KEYS  1 control  2 log
-- ARGV  1, 2 epoch and seq of the position
-- Returns {epoch, seq, nonce, steps}, each step as the stream has it: {id, {field, value, ...}}; no steps if
-- the position is of another epoch. Repeatable.

local c = state(KEYS[1], KEYS[2])
local steps = {}
if tonumber(ARGV[1]) == c.epoch then
  steps = redis.call('XRANGE', KEYS[2], '(' .. ARGV[1] .. '-' .. ARGV[2], '+')
end
return {text(c.epoch), text(c.seq), c.nonce, steps}

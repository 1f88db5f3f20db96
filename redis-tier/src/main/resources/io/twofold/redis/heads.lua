-- The heads of some shards, from the server whose history they are: where another has taken its place, a new epoch
-- begins, since steps may be lost. Writes, so that only a primary that accepts writes answers.
--
-- KEYS  for each shard  its control, its log
-- Returns for each shard  epoch, seq, nonce; then the server's time, milliseconds. Repeatable.

local heads = {}
local first
for i = 1, #KEYS, 2 do
  local c = own_state(KEYS[i], KEYS[i + 1])
  first = first or c
  heads[#heads + 1] = text(c.epoch)
  heads[#heads + 1] = text(c.seq)
  heads[#heads + 1] = c.nonce
end
save(first)
heads[#heads + 1] = text(milliseconds())
return heads

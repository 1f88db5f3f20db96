-- The heads of some shards.
--
-- KEYS  for each shard  its control, its log
-- Returns for each shard  epoch, seq, nonce. Repeatable.

local heads = {}
for i = 1, #KEYS, 2 do
  local epoch, seq, nonce = state(KEYS[i], KEYS[i + 1])
  heads[#heads + 1] = text(epoch)
  heads[#heads + 1] = text(seq)
  heads[#heads + 1] = nonce
end
return heads

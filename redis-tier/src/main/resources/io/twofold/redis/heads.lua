-- The heads of some shards, from the server whose history they are: where another has taken its place, a new epoch
-- begins, since steps may be lost. Writes, so that only a primary that accepts writes answers.
--
-- KEYS  for each shard  its control, its log
-- Returns for each shard  epoch, seq, nonce. Repeatable.

local here = replication_id()
local heads = {}
for i = 1, #KEYS, 2 do
  local epoch, seq, nonce = state(KEYS[i], KEYS[i + 1])
  if redis.call('HGET', KEYS[i], 'r') ~= here then
    epoch, seq, nonce = new_epoch(KEYS[i], KEYS[i + 1], epoch)
  end
  heads[#heads + 1] = text(epoch)
  heads[#heads + 1] = text(seq)
  heads[#heads + 1] = nonce
end
redis.call('HSET', KEYS[1], 'r', here)
return heads

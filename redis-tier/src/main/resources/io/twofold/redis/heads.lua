-- The heads of some shards, from the server whose history they are: where another has taken its place, a new epoch
-- begins, since steps may be lost. Writes, so that only a primary that accepts writes answers.
--
-- KEYS  for each shard  its control, its log
-- Returns for each shard  epoch, seq, nonce. Repeatable.

local heads = {}
for i = 1, #KEYS, 2 do
  local epoch, seq, nonce = own_state(KEYS[i], KEYS[i + 1])
  heads[#heads + 1] = text(epoch)
  heads[#heads + 1] = text(seq)
  heads[#heads + 1] = nonce
end
redis.call('HSET', KEYS[1], 'r', replication_id())
return heads

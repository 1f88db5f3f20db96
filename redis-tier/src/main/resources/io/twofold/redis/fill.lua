-- Stores a loaded entry, if the lease still holds the token; ends the lease and wakes those who wait.
--
-- KEYS  1 control  2 log  3 entry  4 lease  5 write guards  6 tags
-- ARGV  1 token  2 how long it is kept, milliseconds  3 the bytes  4 name of the key, for the wake-up
--       5 channel of announcements, or '' not to announce  6 the announcement  7 its times to live and tags
-- Returns {1 if stored or 0, epoch, seq, nonce}.
-- Repeatable: a second time finds no lease and stores nothing.

local c = state(KEYS[1], KEYS[2])
local lease = redis.call('HMGET', KEYS[4], 't', 'e', 's')
local stored = 0
if lease[1] == ARGV[1] then
  local granted = tonumber(lease[3])
  if redis.call('EXISTS', KEYS[5]) == 0 and tonumber(lease[2]) == c.epoch
    and above_floors(c, KEYS[6], ARGV[7], TAGS_IN_PREFIX, granted) then
    store(c, KEYS[3], granted, ARGV[7], ARGV[3], tonumber(ARGV[2]))
    stored = 1
  end
  wake(KEYS[4], ARGV[4])
  redis.call('DEL', KEYS[4])
  if stored == 1 and ARGV[5] ~= '' then
    redis.call('PUBLISH', ARGV[5], ARGV[6])
  end
end
return {stored, text(c.epoch), text(c.seq), c.nonce}

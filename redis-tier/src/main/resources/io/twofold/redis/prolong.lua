-- Prolongs the life of the entry that is there, as a fill with the same bytes and tags would, if the lease still holds
-- the token; ends the lease and wakes those who wait.
--
-- KEYS  1 control  2 log  3 entry  4 lease  5 write guards  6 tags
-- ARGV  1 token  2 time to live, milliseconds  3 for how many more it is kept after that  4 name of the key, for the
--       wake-up  5 channel of announcements, or '' not to announce  6 the announcement
-- Returns {1 if prolonged or 0, epoch, seq, nonce}.
-- Repeatable: a second time finds no lease and does nothing.

local c = state(KEYS[1], KEYS[2])
local lease = redis.call('HMGET', KEYS[4], 't', 'e', 's')
local prolonged = 0
if lease[1] == ARGV[1] then
  local granted = tonumber(lease[3])
  local stored = stored_entry(KEYS[3])
  -- the lease would be gone had the entry been replaced since, so it is the one that the loader was shown
  if stored and redis.call('EXISTS', KEYS[5]) == 0 and tonumber(lease[2]) == c.epoch
    and struct.unpack('>I8', stored) == c.epoch and above_floors(c, KEYS[6], stored, TAGS_AT, granted) then
    local ttl, stale = tonumber(ARGV[2]), tonumber(ARGV[3])
    redis.call('SETRANGE', KEYS[3], 0, begin_entry(c, granted, ttl + stale) .. struct.pack('>I8I4', ttl, stale))
    redis.call('PEXPIRE', KEYS[3], text(ttl + stale))
    remember_life(c, ttl + stale)
    prolonged = 1
  end
  wake(KEYS[4], ARGV[4])
  redis.call('DEL', KEYS[4])
  if prolonged == 1 and ARGV[5] ~= '' then
    redis.call('PUBLISH', ARGV[5], ARGV[6])
  end
end
return {prolonged, text(c.epoch), text(c.seq), c.nonce}

-- Has some keys hold values that the source doesn't have yet: one step of the shard's history.
--
-- KEYS  1 control  2 log  3 dirty values  4 queue  5 attempts  6 those set aside  7 counters,
--       then for each key  its entry, its lease
-- ARGV  1 nonce of the step  2 shard  3 channel of announcements  4 how many steps the log keeps
--       5 how many keys may be dirty  6 the ids as fields of a message
--       then for each key  its name, its id, the dirty value but for its version
-- Returns {the version before the first, those for which there was no room by their numbers, epoch, seq, previous
-- nonce}: the others have consecutive versions; the last three only if there was room for any.
-- Repeatable: a second time is another step that puts the same values again.

local FIRST_NAME, FIRST_ENTRY = 7, 8
local limit = tonumber(ARGV[5])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
-- versions grow even if the counter is lost with everything else: the source may have those from before
local version = math.max(tonumber(redis.call('HGET', KEYS[7], 'v') or 0), tonumber(time[1]) * 1000000 + tonumber(time[2]))
local size = redis.call('HLEN', KEYS[3])
local any_attempts = redis.call('EXISTS', KEYS[5]) == 1
local any_dead = redis.call('EXISTS', KEYS[6]) == 1
local before = version
local refused, ids, count = {}, {}, 0

local at = FIRST_NAME
for i = FIRST_ENTRY, #KEYS, 2 do
  local id = ARGV[at + 1]
  if size >= limit and redis.call('HEXISTS', KEYS[3], id) == 0 then
    refused[#refused + 1] = (i - FIRST_ENTRY) / 2
  else
    version = version + 1
    count = count + 1
    ids[count] = id
    if redis.call('HSET', KEYS[3], id, struct.pack('>I8', version) .. ARGV[at + 2]) == 1 then
      -- of a key that was dirty already there is neither an entry nor a lease, and it keeps its place in the queue
      size = size + 1
      redis.call('ZADD', KEYS[4], 'NX', now, id)
      drop(KEYS[i], KEYS[i + 1], ARGV[at])
    end
    if any_attempts then
      redis.call('HDEL', KEYS[5], id)
    end
    if any_dead then
      local dead = redis.call('HGET', KEYS[6], id)
      if dead then
        redis.call('HSET', KEYS[6], id, 'S' .. string.sub(dead, 2))
      end
    end
  end
  at = at + 3
end
if count == 0 then
  return {text(before), refused}
end
redis.call('HSET', KEYS[7], 'v', text(version))
local epoch, seq, previous = make_step(KEYS[1], KEYS[2], 1, 'P', ids, #refused == 0 and ARGV[6])
return {text(before), refused, text(epoch), text(seq), previous}

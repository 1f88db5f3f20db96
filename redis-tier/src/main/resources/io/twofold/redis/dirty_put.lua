-- Has some keys hold values that the source doesn't have yet: one step of the shard's history.
--
-- KEYS  1 control  2 log  3 dirty values  4 queue  5 attempts  6 those set aside  7 counters,
--       then for each key  its entry, its lease
-- ARGV  1 nonce of the step  2 shard  3 channel of announcements  4 how many steps the log keeps
--       5 how many keys may be dirty
--       then for each key  its name, its id, P or D, time to live in milliseconds, tags, bytes
-- Returns {versions, epoch, seq, previous nonce}: 0 for a value for which there was no room; the rest only if there was
-- room for any.
-- Repeatable: a second time is another step that puts the same values again.

local FIRST_NAME, FIRST_ENTRY = 6, 8
local limit = tonumber(ARGV[5])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
-- versions grow even if the counter is lost with everything else: the source may have those from before
local version = math.max(tonumber(redis.call('HGET', KEYS[7], 'v') or 0), tonumber(time[1]) * 1000000 + tonumber(time[2]))
local size = redis.call('HLEN', KEYS[3])
local any_attempts = redis.call('EXISTS', KEYS[5]) == 1
local any_dead = redis.call('EXISTS', KEYS[6]) == 1
local versions, ids = {}, {}

local at = FIRST_NAME
for i = FIRST_ENTRY, #KEYS, 2 do
  local id = ARGV[at + 1]
  if size >= limit and redis.call('HEXISTS', KEYS[3], id) == 0 then
    versions[#versions + 1] = '0'
  else
    version = version + 1
    versions[#versions + 1] = text(version)
    ids[#ids + 1] = id
    size = size + redis.call('HSET', KEYS[3], id,
      struct.pack('>I8I8', version, tonumber(ARGV[at + 3])) .. ARGV[at + 2] .. ARGV[at + 4] .. ARGV[at + 5])
    redis.call('ZADD', KEYS[4], 'NX', now, id)
    if any_attempts then
      redis.call('HDEL', KEYS[5], id)
    end
    if any_dead then
      local dead = redis.call('HGET', KEYS[6], id)
      if dead then
        redis.call('HSET', KEYS[6], id, 'S' .. string.sub(dead, 2))
      end
    end
    drop(KEYS[i], KEYS[i + 1], ARGV[at])
  end
  at = at + 6
end
if #ids == 0 then
  return {versions}
end
redis.call('HSET', KEYS[7], 'v', text(version))
local epoch, seq, previous = make_step(KEYS[1], KEYS[2], 1, 'P', ids)
return {versions, text(epoch), text(seq), previous}

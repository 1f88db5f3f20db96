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
-- A command costs more than what it does here, so each is given all keys at once: some hundreds, as Lua unpacks no more
-- than a few thousand values.

local FIRST_NAME, FIRST_ENTRY = 7, 8
-- Redis keeps a small hash as a list that it searches from end to end, until the first value longer than this.
local LONGER_THAN_A_LIST_TAKES = string.rep('.', 65)

-- Those for which there is room, by their numbers, and those for which there is none.
local function with_room(count, limit)
  local size = redis.call('HLEN', KEYS[3])
  local accepted, refused, new = {}, {}, {}
  for i = 0, count - 1 do
    local id = ARGV[FIRST_NAME + 3 * i + 1]
    if size + count <= limit or new[id] or redis.call('HEXISTS', KEYS[3], id) == 1 then
      accepted[#accepted + 1] = i
    elseif size < limit then
      size = size + 1
      new[id] = true
      accepted[#accepted + 1] = i
    else
      refused[#refused + 1] = i
    end
  end
  return accepted, refused, size == 0
end

-- Drops what is cached of keys, some of which were not dirty: of one that was there is neither an entry nor a lease.
local function drop_all(accepted)
  local cached, leases = {}, {}
  for i = 1, #accepted do
    local at = FIRST_ENTRY + 2 * accepted[i]
    cached[2 * i - 1] = KEYS[at]
    cached[2 * i] = KEYS[at + 1]
    leases[i] = KEYS[at + 1]
  end
  if redis.call('EXISTS', unpack(leases)) > 0 then
    for i = 1, #accepted do
      wake(leases[i], ARGV[FIRST_NAME + 3 * accepted[i]])
    end
  end
  redis.call('DEL', unpack(cached))
end

-- A newer value has been tried by nobody, and takes the place of one that was set aside.
local function supersede(ids)
  redis.call('HDEL', KEYS[5], unpack(ids))
  local dead = redis.call('HMGET', KEYS[6], unpack(ids))
  for i = 1, #ids do
    if dead[i] then
      redis.call('HSET', KEYS[6], ids[i], 'S' .. string.sub(dead[i], 2))
    end
  end
end

local time = redis.call('TIME')
-- versions grow even if the counter is lost with everything else: the source may have those from before
local before = math.max(tonumber(redis.call('HGET', KEYS[7], 'v') or 0), tonumber(time[1]) * 1000000 + tonumber(time[2]))
local accepted, refused, none_is_dirty = with_room((#KEYS - FIRST_ENTRY + 1) / 2, tonumber(ARGV[5]))
local count = #accepted
if count == 0 then
  return {text(before), refused}
end

local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local ids, values, queued = {}, {}, {}
for i = 1, count do
  local at = FIRST_NAME + 3 * accepted[i]
  local id = ARGV[at + 1]
  ids[i] = id
  values[2 * i - 1] = id
  values[2 * i] = struct.pack('>I8', before + i) .. ARGV[at + 2]
  queued[2 * i - 1] = now
  queued[2 * i] = id
end
if none_is_dirty then
  redis.call('HSET', KEYS[3], '', LONGER_THAN_A_LIST_TAKES)
end
local new = redis.call('HSET', KEYS[3], unpack(values))
if none_is_dirty then
  redis.call('HDEL', KEYS[3], '')
end
if new > 0 then
  redis.call('ZADD', KEYS[4], 'NX', unpack(queued))
  drop_all(accepted)
end
if redis.call('EXISTS', KEYS[5], KEYS[6]) > 0 then
  supersede(ids)
end
redis.call('HSET', KEYS[7], 'v', text(before + count))
local epoch, seq, previous = make_step(KEYS[1], KEYS[2], 1, 'P', ids, #refused == 0 and ARGV[6])
return {text(before), refused, epoch, seq, previous}

-- Has some keys of some shards hold values that the source doesn't have yet: one step of each shard's history.
--
-- KEYS  for each shard  1 control  2 log  3 dirty values  4 queue  5 attempts  6 those set aside  7 counters,
--       and for each key of it  its entry, its lease
-- ARGV  1 channel of announcements  2 how many steps a log keeps,
--       for each shard  1 nonce of the step  2 shard  3 how many keys of it may be dirty  4 how many keys follow
--       5 their ids as fields of a message,  and for each key  its name, its id, the dirty value but for its version
-- Returns for each shard {the version before the first, those for which there was no room by their numbers, epoch, seq,
-- previous nonce}: the others have consecutive versions; the last three only if there was room for any. Of a shard for
-- which it fails, while it doesn't for another, what failed, as text.
-- Repeatable: a second time is another step that puts the same values again.
-- A command costs more than what it does here, so each is given all keys at once: some hundreds, as Lua unpacks no more
-- than a few thousand values. The steps are announced together, as every node hears all shards.

-- Redis keeps a small hash as a list that it searches from end to end, until the first value longer than this.
local LONGER_THAN_A_LIST_TAKES = string.rep('.', 65)

local CHANNEL, KEPT = ARGV[1], ARGV[2]
local time = redis.call('TIME')
local MICROS = tonumber(time[1]) * 1000000 + tonumber(time[2])
local NOW = math.floor(MICROS / 1000)
local announced = {}

local after_now = {}
-- A version as text; most are some after the clock, and to make text of a number is dear.
local function version_text(version)
  local after = version - MICROS
  local known = after_now[after]
  if not known then
    known = text(version)
    after_now[after] = known
  end
  return known
end

-- A shard is where its keys and its arguments begin, k and a, and the number of its keys, count; that of a key begins
-- there too, numbered from 0.
local function name_at(shard, number)
  return shard.a + 5 + 3 * number
end

-- Those for which there is room, by their numbers, those for which there is none, and how many are dirty.
local function with_room(shard)
  local dirty, count, limit = KEYS[shard.k + 2], shard.count, tonumber(ARGV[shard.a + 2])
  local size = redis.call('HLEN', dirty)
  local accepted, refused, new = {}, {}, {}
  local before = size
  for i = 0, count - 1 do
    local id = ARGV[name_at(shard, i) + 1]
    if before + count <= limit or new[id] or redis.call('HEXISTS', dirty, id) == 1 then
      accepted[#accepted + 1] = i
    elseif size < limit then
      size = size + 1
      new[id] = true
      accepted[#accepted + 1] = i
    else
      refused[#refused + 1] = i
    end
  end
  return accepted, refused, before
end

-- Drops what is cached of keys, some of which were not dirty: of one that was there is neither an entry nor a lease.
local function drop_all(shard, accepted)
  local cached, leases = {}, {}
  for i = 1, #accepted do
    local at = shard.k + 7 + 2 * accepted[i]
    cached[2 * i - 1] = KEYS[at]
    cached[2 * i] = KEYS[at + 1]
    leases[i] = KEYS[at + 1]
  end
  if redis.call('EXISTS', unpack(leases)) > 0 then
    for i = 1, #accepted do
      wake(leases[i], ARGV[name_at(shard, accepted[i])])
    end
  end
  redis.call('DEL', unpack(cached))
end

-- A newer value has been tried by nobody, and takes the place of one that was set aside.
local function supersede(attempts, set_aside, ids)
  redis.call('HDEL', attempts, unpack(ids))
  local dead = redis.call('HMGET', set_aside, unpack(ids))
  for i = 1, #ids do
    if dead[i] then
      redis.call('HSET', set_aside, ids[i], 'S' .. string.sub(dead[i], 2))
    end
  end
end

-- Makes the values of some keys dirty, with the versions after one.
local function store_dirty(shard, accepted, before, none_is_dirty)
  local dirty = KEYS[shard.k + 2]
  local ids, values, queued = {}, {}, {}
  for i = 1, #accepted do
    local at = name_at(shard, accepted[i])
    local id = ARGV[at + 1]
    ids[i] = id
    values[2 * i - 1] = id
    values[2 * i] = struct.pack('>I8', before + i) .. ARGV[at + 2]
    queued[2 * i - 1] = NOW
    queued[2 * i] = id
  end
  if none_is_dirty then
    redis.call('HSET', dirty, '', LONGER_THAN_A_LIST_TAKES)
  end
  local new = redis.call('HSET', dirty, unpack(values))
  if none_is_dirty then
    redis.call('HDEL', dirty, '')
  end
  if new > 0 then
    redis.call('ZADD', KEYS[shard.k + 3], 'NX', unpack(queued))
    drop_all(shard, accepted)
  end
  if redis.call('EXISTS', KEYS[shard.k + 4], KEYS[shard.k + 5]) > 0 then
    supersede(KEYS[shard.k + 4], KEYS[shard.k + 5], ids)
  end
  return ids
end

local function put(shard)
  local k, a = shard.k, shard.a
  local counters = KEYS[k + 6]
  -- versions grow even if the counter is lost with everything else: the source may have those from before
  local before = math.max(tonumber(redis.call('HGET', counters, 'v') or 0), MICROS)
  local accepted, refused, size = with_room(shard)
  if #accepted == 0 then
    return {version_text(before), refused}
  end
  local ids = store_dirty(shard, accepted, before, size == 0)
  redis.call('HSET', counters, 'v', version_text(before + #accepted))
  local epoch, seq, previous, message =
    log_step(KEYS[k], KEYS[k + 1], ARGV[a], ARGV[a + 1], KEPT, 'P', ids, #refused == 0 and ARGV[a + 4])
  announced[#announced + 1] = message
  return {version_text(before), refused, epoch, seq, previous}
end

local function announce()
  if #announced == 1 then
    redis.call('PUBLISH', CHANNEL, announced[1])
  elseif #announced > 1 then
    for i = 1, #announced do
      announced[i] = length_of(announced[i]) .. announced[i]
    end
    redis.call('PUBLISH', CHANNEL, '1:M' .. table.concat(announced))
  end
end

local shards = {}
local k, a = 1, 3
while k <= #KEYS do
  local count = tonumber(ARGV[a + 3])
  shards[#shards + 1] = {k = k, a = a, count = count}
  k, a = k + 7 + 2 * count, a + 5 + 3 * count
end

local replies, failure, failures = {}, nil, 0
for i = 1, #shards do
  local done, reply = pcall(put, shards[i])
  if not done then
    failure = reply
    failures = failures + 1
    reply = type(reply) == 'table' and reply.err or tostring(reply)
  end
  replies[i] = reply
end
announce()
if failures == #shards then
  error(failure, 0)
end
return replies

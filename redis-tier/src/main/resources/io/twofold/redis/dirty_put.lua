-- Has some keys of some shards hold values that the source doesn't have yet: one step of each shard's history.
--
-- KEYS  for each shard  1 control  2 log  3 dirty values  4 queue  5 attempts  6 those set aside  7 counters
-- ARGV  1 channel of announcements  2 how many steps a log keeps,
--       for each shard  1 nonce of the step  2 shard  3 how many keys of it may be dirty  4 how many keys follow
--       5 their ids as fields of a message  6 N if each key has a name, which else is its id
--       and for each key  its id, the dirty value but for its version, and its name if it has one
-- Returns for each shard {the version, those for which there was no room by their numbers, epoch, seq, previous nonce}: the
-- last three only if there was room for any. Of a shard for which it fails, while it doesn't for another, what failed,
-- as text.
-- Repeatable: a second time is another step that puts the same values again.
-- What is cached of the keys is dropped too, so that entries and leases, which lie beside the control, are named after it;
-- to be told them all would cost more than to put the values.
-- A command costs more than what it does here, so each is given all keys at once: some hundreds, as Lua unpacks no more
-- than a few thousand values. The steps are announced together, as every node hears all shards.

-- Redis keeps a small hash as a list that it searches from end to end, until the first value longer than this.
local LONGER_THAN_A_LIST_TAKES = string.rep('.', 65)

local CHANNEL, KEPT = ARGV[1], ARGV[2]
local time = redis.call('TIME')
local MICROS = tonumber(time[1]) * 1000000 + tonumber(time[2])
local NOW = math.floor(MICROS / 1000)
local announced = {}

-- A shard is where its keys and its arguments begin, k and a, and the number of its keys, count; that of a key begins
-- at a place too, numbered from 0, of so many arguments for each, step.
local function id_at(shard, number)
  return shard.a + 6 + shard.step * number
end

-- Those for which there is room, by their numbers, those for which there is none, and how many are dirty.
local function with_room(shard)
  local dirty, count, limit = KEYS[shard.k + 2], shard.count, tonumber(ARGV[shard.a + 2])
  local size = redis.call('HLEN', dirty)
  local accepted, refused, new = {}, {}, {}
  local before = size
  for i = 0, count - 1 do
    local id = ARGV[id_at(shard, i)]
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
  local prefix = string.sub(KEYS[shard.k], 1, -2)
  local names, cached, leases = {}, {}, {}
  for i = 1, #accepted do
    names[i] = ARGV[id_at(shard, accepted[i]) + (shard.step == 3 and 2 or 0)]
    leases[i] = prefix .. 'l:' .. names[i]
    cached[2 * i - 1] = prefix .. 'e:' .. names[i]
    cached[2 * i] = leases[i]
  end
  if redis.call('EXISTS', unpack(leases)) > 0 then
    for i = 1, #accepted do
      wake(leases[i], names[i])
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

-- Makes the values of some keys dirty, with one version; returns the ids.
local function store_dirty(shard, accepted, version, none_is_dirty)
  local dirty = KEYS[shard.k + 2]
  local packed = struct.pack('>I8', version)
  local ids, values = {}, {}
  for i = 1, #accepted do
    local at = id_at(shard, accepted[i])
    local id = ARGV[at]
    ids[i] = id
    values[2 * i - 1] = id
    values[2 * i] = packed .. ARGV[at + 1]
  end
  if none_is_dirty then
    redis.call('HSET', dirty, '', LONGER_THAN_A_LIST_TAKES)
  end
  local new = redis.call('HSET', dirty, unpack(values))
  if none_is_dirty then
    redis.call('HDEL', dirty, '')
  end
  if new > 0 then
    local queued = {}
    for i = 1, #ids do
      queued[2 * i - 1] = NOW
      queued[2 * i] = ids[i]
    end
    redis.call('ZADD', KEYS[shard.k + 3], 'NX', unpack(queued))
    drop_all(shard, accepted)
  end
  if redis.call('EXISTS', KEYS[shard.k + 4], KEYS[shard.k + 5]) > 0 then
    supersede(KEYS[shard.k + 4], KEYS[shard.k + 5], ids)
  end
  return ids
end

-- The ids of some keys as fields of a message: the caller has made them of all.
local function fields_of(shard, ids)
  if #ids == shard.count then
    return ARGV[shard.a + 4]
  end
  local fields = {}
  for i = 1, #ids do
    fields[i] = field(ids[i])
  end
  return table.concat(fields)
end

local function put(shard)
  local k, a = shard.k, shard.a
  local counters = KEYS[k + 6]
  -- versions grow even if the counter is lost with everything else: the source may have those from before
  local version = math.max(tonumber(redis.call('HGET', counters, 'v') or 0), MICROS) + 1
  local accepted, refused, size = with_room(shard)
  if #accepted == 0 then
    return {text(version), refused}
  end
  local ids = store_dirty(shard, accepted, version, size == 0)
  redis.call('HSET', counters, 'v', text(version))
  local epoch, seq, previous, message =
    make_step(KEYS[k], KEYS[k + 1], ARGV[a], ARGV[a + 1], KEPT, 'P', fields_of(shard, ids))
  announced[#announced + 1] = message
  return {text(version), refused, epoch, seq, previous}
end

local function announce()
  if #announced == 1 then
    redis.call('PUBLISH', CHANNEL, announced[1])
  elseif #announced > 1 then
    for i = 1, #announced do
      announced[i] = field(announced[i])
    end
    redis.call('PUBLISH', CHANNEL, '1:M' .. table.concat(announced))
  end
end

local shards = {}
local k, a = 1, 3
while k <= #KEYS do
  local count, step = tonumber(ARGV[a + 3]), ARGV[a + 5] == 'N' and 3 or 2
  shards[#shards + 1] = {k = k, a = a, count = count, step = step}
  k, a = k + 7, a + 6 + step * count
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

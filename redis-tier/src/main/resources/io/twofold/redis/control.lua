-- Shared by every script: the control hash of a shard, positions, wake-ups, messages.
--
-- The control hash has the fields
--   e  epoch: microseconds of the server's clock when this history of the shard began
--   s  seq: how many steps the epoch has seen
--   n  nonce of the newest step, '' before the first
--   f  floor: entries granted before this seq are misses (raised by a clear)
--   m  the longest that an entry was to be kept, milliseconds
--   t: and a tag  floor of the tag, a colon, and the server's time, in milliseconds, from which it is not needed any
--      more: entries with the tag that were granted before the floor are misses
--   r  replication id of the primary whose history this is: another one has taken its place if it differs,
--      and may lack the last steps
-- It has no time to live. When it is missing (evicted, flushed, lost), a new epoch begins, larger than
-- any that the shard's log or a caller knows of, and every entry of another epoch is a miss: losing
-- control data loses cached values, never correctness.

local function text(number)
  return string.format('%.0f', number)
end

-- The replication id of this server; changes when a replica becomes the primary, and when a server restarts.
local function replication_id()
  return string.match(redis.call('INFO', 'replication'), 'master_replid:(%w+)')
end

-- A new epoch, larger than another; returns it with seq 0, nonce '' and floor 0.
local function new_epoch(control, log, larger_than)
  local time = redis.call('TIME')
  local epoch = tonumber(time[1]) * 1000000 + tonumber(time[2])
  if epoch <= larger_than then
    epoch = larger_than + 1
  end
  local last = redis.call('XREVRANGE', log, '+', '-', 'COUNT', 1)
  if last[1] then
    local logged = tonumber(string.match(last[1][1], '^(%d+)-'))
    if epoch <= logged then
      epoch = logged + 1
    end
  end
  redis.call('DEL', control)
  redis.call('HSET', control, 'e', text(epoch), 's', 0, 'n', '', 'f', 0, 'r', replication_id())
  return epoch, 0, '', 0
end

-- The epoch, seq, nonce and floor of a shard.
local function state(control, log)
  local c = redis.call('HMGET', control, 'e', 's', 'n', 'f')
  if c[1] and c[2] and c[3] and c[4] then
    return tonumber(c[1]), tonumber(c[2]), c[3], tonumber(c[4])
  end
  return new_epoch(control, log, tonumber(c[1] or 0))
end

-- The same, of a history that is this server's own from now on: where another has taken its place, steps may be lost,
-- so a new epoch begins.
local function own_state(control, log)
  local epoch, seq, nonce, floor = state(control, log)
  if redis.call('HGET', control, 'r') ~= replication_id() then
    return new_epoch(control, log, epoch)
  end
  return epoch, seq, nonce, floor
end

-- Tells everyone who is registered in a lease that it ends.
local function wake(lease, name)
  local fields = redis.call('HKEYS', lease)
  for i = 1, #fields do
    if string.sub(fields[i], 1, 2) == 'w:' then
      redis.call('PUBLISH', string.sub(fields[i], 3), name)
    end
  end
end

-- The write guards of a key are a hash: the token of each write in progress with the server's time, in
-- milliseconds, at which its guard runs out, and the field '!' if writes or changes of the key have overlapped.
-- It lives as long as the longest guard.

-- An entry is its position (epoch and seq, 8 bytes each), its time to live in milliseconds (8 bytes), for how many more
-- it is kept after that (4 bytes), its tags (their number, and for each its length and itself), and the bytes that the
-- caller gave. What Redis counts down is both times together.

local POSITION_BYTES, STALE_AT, TAGS_AT = 16, 25, 29
-- Where the tags begin in what a caller gives: all but the position.
local TAGS_IN_PREFIX = TAGS_AT - POSITION_BYTES

-- Whether an entry with these tags, at this offset of the bytes, that was granted at a seq is above all their floors.
-- Not if the bytes are none of ours.
local function above_tag_floors(control, bytes, from, granted)
  local count = string.byte(bytes, from)
  local fields = {}
  local at = from + 1
  for i = 1, count do
    local length = string.byte(bytes, at)
    if not length or at + length > #bytes then
      return false
    end
    fields[i] = 't:' .. string.sub(bytes, at + 1, at + length)
    at = at + 1 + length
  end
  if count > 0 then
    local floors = redis.call('HMGET', control, unpack(fields))
    for i = 1, count do
      if floors[i] and granted < tonumber(string.match(floors[i], '^%d+')) then
        return false
      end
    end
  end
  return true
end

local function remember_life(control, millis)
  if tonumber(millis) > tonumber(redis.call('HGET', control, 'm') or 0) then
    redis.call('HSET', control, 'm', millis)
  end
end

-- Stores an entry. The prefix is all that stands between the position and the bytes; millis is both times together.
local function store(control, entry, epoch, seq, prefix, bytes, millis)
  redis.call('SET', entry, struct.pack('>I8I8', epoch, seq) .. prefix .. bytes, 'PX', millis)
  remember_life(control, millis)
end

-- The bytes of an entry, if they are there and neither cut short nor of another type.
local function stored_entry(entry)
  local stored = redis.pcall('GET', entry)
  if type(stored) == 'table' then
    if string.find(stored.err, 'WRONGTYPE', 1, true) then
      return nil -- somebody put another type there: it is a miss, and a fill replaces it
    end
    return nil, stored.err
  end
  if stored and #stored >= TAGS_AT then
    return stored
  end
  return nil
end

local function milliseconds()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- How many guards but one are still there, and until when the last of them is; drops those that have run out.
local function other_guards(guards, token, now)
  local all = redis.call('HGETALL', guards)
  local count, latest = 0, 0
  for i = 1, #all, 2 do
    if all[i] ~= '!' and all[i] ~= token then
      local until_then = tonumber(all[i + 1])
      if until_then > now then
        count = count + 1
        latest = math.max(latest, until_then)
      else
        redis.call('HDEL', guards, all[i])
      end
    end
  end
  return count, latest
end

-- One field of a message: its length in bytes, a colon, the bytes.
local function field(bytes)
  return #bytes .. ':' .. bytes
end


-- Shared by the scripts: the control of a shard, positions, entries, wake-ups, messages.
--
-- The control of a shard is a string, seven words with a space between them:
--   epoch  microseconds of the server's clock when this history of the shard began
--   seq    how many steps the epoch has seen
--   floor  entries granted before this seq are misses (raised by a clear)
--   life   the longest that an entry was to be kept, milliseconds
--   tags   1 if tags have floors, which stand in the hash of the tags; 0 if none has, whatever stands there
--   server replication id of the primary whose history this is: another one has taken its place if it differs,
--          and may lack the last steps
--   nonce  of the newest step, empty before the first
-- It is a string so that a plain MGET sees it together with the entries of its shard. It has no time to live. When it is
-- missing (evicted, flushed, lost), a new epoch begins, larger than any that the shard's log or a caller knows of, and
-- every entry of another epoch is a miss: losing control data loses cached values, never correctness.
--
-- The hash of the tags has the epoch in the field 'e', and in 't:' and a tag that tag's floor, a colon, and the server's
-- time, in milliseconds, from which it is not needed any more: entries with the tag that were granted before the floor
-- are misses. When it is missing or of another epoch, although tags have floors, every older entry is a miss.

local function text(number)
  return string.format('%.0f', number)
end

local clock
-- The server's time in milliseconds; the same all through a script.
local function milliseconds()
  if not clock then
    local time = redis.call('TIME')
    clock = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  end
  return clock
end

local this_server
-- The replication id of this server; changes when a replica becomes the primary, and when a server restarts.
local function replication_id()
  if not this_server then
    this_server = string.match(redis.call('INFO', 'replication'), 'master_replid:(%w+)')
  end
  return this_server
end

-- Stores what a script has changed; nothing of a control that it only looks at.
local function save(c)
  if c.is_only_looked_at then
    return
  end
  redis.call('SET', c.key, string.format('%.0f %.0f %.0f %.0f %d %s %s',
    c.epoch, c.seq, c.floor, c.life, c.tags, c.server, c.nonce))
end

-- The same of a step that leaves the rest alone; all of it as text.
local function save_step(control, epoch, seq, rest, server, nonce)
  redis.call('SET', control, epoch .. ' ' .. seq .. ' ' .. rest .. ' ' .. server .. ' ' .. nonce)
end

-- What the control of a shard says, as text: epoch, seq, the rest that a step may leave alone (floor, life and tags),
-- server, nonce; nil if it is missing or no control.
local function parts_of(control)
  local stored = redis.pcall('GET', control)
  if type(stored) == 'string' then
    return string.match(stored, '^(%d+) (%d+) (%d+ %d+ [01]) (%S*) (.*)$')
  end
end

-- Begins a new epoch, larger than the one before.
local function new_epoch(c)
  local time = redis.call('TIME')
  local epoch = tonumber(time[1]) * 1000000 + tonumber(time[2])
  if epoch <= c.epoch then
    epoch = c.epoch + 1
  end
  local last = redis.call('XREVRANGE', c.log, '+', '-', 'COUNT', 1)
  if last[1] then
    local logged = tonumber(string.match(last[1][1], '^(%d+)-'))
    if epoch <= logged then
      epoch = logged + 1
    end
  end
  c.epoch, c.seq, c.floor, c.life, c.tags, c.server, c.nonce = epoch, 0, 0, 0, 0, replication_id(), ''
  save(c)
end

-- The same, as numbers where they are numbers.
local function look(key)
  local epoch, seq, rest, server, nonce = parts_of(key)
  if not epoch then
    return nil
  end
  local floor, life, tags = string.match(rest, '^(%d+) (%d+) (%d)$')
  return {
    key = key, epoch = tonumber(epoch), seq = tonumber(seq), floor = tonumber(floor), life = tonumber(life),
    tags = tonumber(tags), server = server, nonce = nonce
  }
end

-- The control of a shard, with a new epoch if it was missing.
local function state(key, log)
  local c = look(key)
  if c then
    c.log = log
  else
    c = {key = key, log = log, epoch = 0}
    new_epoch(c)
  end
  return c
end

-- The same, of a history that is this server's own from now on: where another has taken its place, steps may be lost,
-- so a new epoch begins.
local function own_state(key, log)
  local c = state(key, log)
  if c.server ~= replication_id() then
    new_epoch(c)
  end
  return c
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

-- An entry is its position (epoch and seq, 8 bytes each), the server's time in milliseconds until which it is kept
-- (8 bytes), its time to live in milliseconds (8 bytes), for how many more it is kept after that (4 bytes), its tags
-- (their number, and for each its length and itself), and the bytes that the caller gave. What Redis counts down is both
-- times together.

local UNTIL_AT, TAGS_AT = 17, 37
-- Where the tags begin in what a caller gives: all but the position and the time until which it is kept.
local TAGS_IN_PREFIX = TAGS_AT - UNTIL_AT - 7

-- The tags' floors are gone: every entry that one of them may have made a miss is one from now on.
local function lose_tag_floors(c)
  c.floor = math.max(c.floor, c.seq)
  c.tags = 0
  save(c)
end

-- Whether an entry with these tags, at this offset of the bytes, that was granted at a seq is above the floors, all its
-- tags' among them. Not if the bytes are none of ours.
local function above_floors(c, tags, bytes, from, granted)
  local count = string.byte(bytes, from)
  if count == 0 then
    return granted >= c.floor
  end
  local fields = {'e'}
  local at = from + 1
  for i = 1, count do
    local length = string.byte(bytes, at)
    if not length or at + length > #bytes then
      return false
    end
    fields[i + 1] = 't:' .. string.sub(bytes, at + 1, at + length)
    at = at + 1 + length
  end
  if c.tags == 1 then
    local floors = redis.call('HMGET', tags, unpack(fields))
    if tonumber(floors[1]) ~= c.epoch then
      lose_tag_floors(c)
    else
      for i = 1, count do
        if floors[i + 1] and granted < tonumber(string.match(floors[i + 1], '^%d+')) then
          return false
        end
      end
    end
  end
  return granted >= c.floor
end

local function remember_life(c, millis)
  if millis > c.life then
    c.life = millis
    save(c)
  end
end

-- What stands before an entry's times to live: its position, and until when it is kept from now on.
local function begin_entry(c, seq, millis)
  return struct.pack('>I8I8I8', c.epoch, seq, milliseconds() + millis)
end

-- Stores an entry. The prefix is all that stands between the time until which it is kept and the bytes; millis is both
-- times together.
local function store(c, entry, seq, prefix, bytes, millis)
  redis.call('SET', entry, begin_entry(c, seq, millis) .. prefix .. bytes, 'PX', text(millis))
  remember_life(c, millis)
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

local lengths = {}
-- One field of a message: its length in bytes, a colon, the bytes. To make text of a number is dear, and many are alike.
local function field(bytes)
  local length = lengths[#bytes]
  if not length then
    length = #bytes .. ':'
    lengths[#bytes] = length
  end
  return length .. bytes
end

-- Logs a step, in a log that keeps so many; all of it as text, the ids as fields. The log has it just as it is announced:
-- returns that message, and an error if the log knows a later step, so that part of the shard's history is lost.
local function log_step(log, kept, shard, epoch, seq, nonce, previous, kind, ids)
  local message = string.format('1:S%d:%s%d:%s%d:%s%d:%s%d:%s%d:%s', #shard, shard, #epoch, epoch, #seq, seq,
    #nonce, nonce, #previous, previous, #kind, kind) .. ids
  local added = redis.pcall('XADD', log, 'MAXLEN', '~', kept, epoch .. '-' .. seq, 'm', message)
  return message, type(added) == 'table' and added.err
end

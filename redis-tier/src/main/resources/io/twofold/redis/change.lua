-- Changes a shard and announces it: one step of its history. There is no moment at which the entries have
-- changed and the step isn't in the log.
--
-- KEYS  1 control  2 log  3 tags, then for each key  its entry, its lease, its write guards
-- ARGV  1 kind: K keys deleted, P one key put, E keys expired, T tags invalidated, C everything cleared
--       2 nonce of the step  3 shard  4 channel of announcements  5 how many steps the log keeps
--       6 how long a put is kept, milliseconds  7 bytes of a put
--       8 what happens to a write of the keys: B it begins, E it ends, S it ends with a put if it was alone,
--       '' nothing  9 its token
--       10 how long its guards last, milliseconds; of S the position at which it began
--       11 times to live and tags of a put
--       then for each key  its name, its id; or for each tag  '', its id
-- Returns {epoch, seq, previous nonce, kind}: the kind of a put is K if another write of its key is in progress or has
-- been since it began, since then nothing may be stored.
-- Repeatable: a second time is another step that does the same.

local FIRST_NAME, FIRST_ENTRY = 12, 4
local c = own_state(KEYS[1], KEYS[2])
local kind, nonce, write, token = ARGV[1], ARGV[2], ARGV[8], ARGV[9]

-- Whether a write has been alone since it began: its guard is there, no other, no mark that there was one, and nothing
-- that it doesn't know of made the entries of that time misses.
local function was_alone(guards)
  local mine = redis.call('HGET', guards, token)
  local begun_epoch, begun_seq = string.match(ARGV[10], '^(%d+)-(%d+)$')
  return mine and tonumber(mine) > milliseconds() and #redis.call('HKEYS', guards) == 1
    and tonumber(begun_epoch) == c.epoch and above_floors(c, KEYS[3], ARGV[11], TAGS_IN_PREFIX, tonumber(begun_seq))
end

if write == 'S' then
  write = 'E'
  if not was_alone(KEYS[FIRST_ENTRY + 2]) then
    kind = 'K'
  end
elseif kind == 'P' and redis.call('EXISTS', KEYS[FIRST_ENTRY + 2]) == 1 then
  kind = 'K'
end

local ids = {}
for i = FIRST_NAME + 1, #ARGV, 2 do
  ids[#ids + 1] = field(ARGV[i])
end
ids = table.concat(ids)

local function append()
  return log_step(KEYS[2], ARGV[5], ARGV[3], text(c.epoch), text(c.seq + 1), nonce, c.nonce, kind, ids)
end

local message, failure = append()
if failure then
  new_epoch(c)
  if write == 'E' then
    kind = 'K'
  end
  message, failure = append()
  if failure then
    return redis.error_reply(failure)
  end
end
local previous = c.nonce
c.seq, c.nonce = c.seq + 1, nonce
if kind == 'C' then
  c.floor = c.seq
end

-- A floor is needed for as long as an entry from before may live. Those that aren't needed any more go by and by.
if kind == 'T' then
  local now = milliseconds()
  if c.tags == 1 and tonumber(redis.call('HGET', KEYS[3], 'e')) ~= c.epoch then
    lose_tag_floors(c)
  end
  local floors = {'HSET', KEYS[3], 'e', text(c.epoch)}
  if c.tags == 0 then
    redis.call('DEL', KEYS[3])
    c.tags = 1
  end
  local floor = text(c.seq) .. ':' .. text(now + c.life + 1000)
  for i = FIRST_NAME + 1, #ARGV, 2 do
    floors[#floors + 1] = 't:' .. ARGV[i]
    floors[#floors + 1] = floor
  end
  redis.call(unpack(floors))
  local some = redis.call('HRANDFIELD', KEYS[3], 10, 'WITHVALUES')
  for i = 1, #some, 2 do
    if string.sub(some[i], 1, 2) == 't:' and tonumber(string.match(some[i + 1], ':(%d+)$')) < now then
      redis.call('HDEL', KEYS[3], some[i])
    end
  end
end
save(c)

local function guard(guards)
  local now = milliseconds()
  local count, latest = other_guards(guards, token, now)
  if write == 'B' then
    local mine = now + tonumber(ARGV[10])
    redis.call('HSET', guards, token, text(mine))
    latest = math.max(latest, mine)
  elseif write == 'E' then
    redis.call('HDEL', guards, token)
  end
  if latest == 0 then
    redis.call('DEL', guards)
  else
    if count > 0 or write == '' then
      redis.call('HSET', guards, '!', 1)
    end
    redis.call('PEXPIRE', guards, latest - now)
  end
end

-- Leaves of an entry what is kept past its life, granted anew at this step; nothing of one that was a miss already.
local function expire(entry)
  local stored = stored_entry(entry)
  if stored then
    local filled_epoch, filled_seq, _, _, stale = struct.unpack('>I8I8I8I8I4', stored)
    if stale > 0 and filled_epoch == c.epoch and above_floors(c, KEYS[3], stored, TAGS_AT, filled_seq) then
      local kept = math.min(stale, redis.call('PTTL', entry))
      redis.call('SETRANGE', entry, 0, begin_entry(c, c.seq, kept))
      redis.call('PEXPIRE', entry, kept)
      return
    end
  end
  redis.call('DEL', entry)
end

local name = FIRST_NAME
for i = FIRST_ENTRY, #KEYS, 3 do
  wake(KEYS[i + 1], ARGV[name])
  if kind == 'K' then
    redis.call('DEL', KEYS[i], KEYS[i + 1])
  else
    redis.call('DEL', KEYS[i + 1])
    if kind == 'P' then
      store(c, KEYS[i], c.seq, ARGV[11], ARGV[7], tonumber(ARGV[6]))
    else
      expire(KEYS[i])
    end
  end
  if write ~= '' or redis.call('EXISTS', KEYS[i + 2]) == 1 then
    guard(KEYS[i + 2])
  end
  name = name + 2
end

redis.call('PUBLISH', ARGV[4], message)
return {text(c.epoch), text(c.seq), previous, kind}

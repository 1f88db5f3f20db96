-- Looks at everything that is known of a key, and changes nothing: a lost control stays lost, guards that have
-- run out stay where they are.
--
-- KEYS  1 control  2 log  3 entry  4 lease  5 write guards  6 tags  7 dirty values  8 queue  9 attempts
--       10 those set aside
-- ARGV  1 id of the key
-- Returns {control, entry, lease, guards, unwritten}, each empty if there is none:
--   control  {epoch, seq, nonce, floor}
--   entry    {standing, stored bytes, for how many more milliseconds it is kept}
--            standing: 1 servable, 2 of another epoch, 3 below the floor, 4 below the floor of a tag
--   lease    {token, epoch, seq, remaining milliseconds}
--   guards   token, remaining milliseconds, and so on
--   unwritten  {dirty value or '', for how many milliseconds it has been dirty, attempts, what was set aside or ''}
-- Repeatable.

local c = look(KEYS[1])
if c then
  c.is_only_looked_at = true
end
local control = c and {text(c.epoch), text(c.seq), c.nonce, text(c.floor)} or {}

local entry = {}
local stored, failure = stored_entry(KEYS[3])
if failure then
  return redis.error_reply(failure)
end
if stored then
  local epoch, seq = struct.unpack('>I8I8', stored)
  local standing = 1
  if not c or epoch ~= c.epoch then
    standing = 2
  elseif seq < c.floor then
    standing = 3
  elseif not above_floors(c, KEYS[6], stored, TAGS_AT, seq) then
    standing = 4
  end
  entry = {standing, stored, redis.call('PTTL', KEYS[3])}
end

local lease = redis.call('HMGET', KEYS[4], 't', 'e', 's')
if lease[1] and lease[2] and lease[3] then
  lease[4] = redis.call('PTTL', KEYS[4])
else
  lease = {}
end

local now = milliseconds()
local guards = {}
local all = redis.call('HGETALL', KEYS[5])
for i = 1, #all, 2 do
  if all[i] ~= '!' and tonumber(all[i + 1]) > now then
    guards[#guards + 1] = all[i]
    guards[#guards + 1] = tonumber(all[i + 1]) - now
  end
end

local unwritten = {}
local value, dead = redis.call('HGET', KEYS[7], ARGV[1]), redis.call('HGET', KEYS[10], ARGV[1])
if value or dead then
  local since, tried = redis.call('ZSCORE', KEYS[8], ARGV[1]), redis.call('HGET', KEYS[9], ARGV[1])
  unwritten = {value or '', since and math.max(0, now - tonumber(since)) or 0,
    tonumber(tried and string.match(tried, '^(%d+):') or 0), dead or ''}
end
return {control, entry, lease, guards, unwritten}

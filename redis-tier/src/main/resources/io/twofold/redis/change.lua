-- Changes a shard and announces it: one step of its history. There is no moment at which the entries have
-- changed and the step isn't in the log.
--
-- KEYS  1 control  2 log, then for each key  its entry, its lease
-- ARGV  1 kind: K keys deleted, P one key put, C everything cleared
--       2 nonce of the step  3 shard  4 channel of announcements  5 how many steps the log keeps
--       6 time to live of a put, milliseconds  7 bytes of a put
--       then for each key  its name, its id
-- Returns {epoch, seq, previous nonce}.
-- Repeatable: a second time is another step that does the same.

local epoch, seq, previous = state(KEYS[1], KEYS[2])
local kind, nonce = ARGV[1], ARGV[2]

local function append()
  local step = {'XADD', KEYS[2], 'MAXLEN', '~', ARGV[5], text(epoch) .. '-' .. text(seq + 1),
    'n', nonce, 'p', previous, 'k', kind}
  for i = 9, #ARGV, 2 do
    step[#step + 1] = 'i'
    step[#step + 1] = ARGV[i]
  end
  return redis.pcall(unpack(step))
end

local added = append()
if type(added) == 'table' and added.err then
  -- The log knows a later step than the control hash: part of the shard's history is lost.
  epoch, seq, previous = new_epoch(KEYS[1], KEYS[2], epoch)
  added = append()
  if type(added) == 'table' and added.err then
    return redis.error_reply(added.err)
  end
end
seq = seq + 1
redis.call('HSET', KEYS[1], 's', text(seq), 'n', nonce)
if kind == 'C' then
  redis.call('HSET', KEYS[1], 'f', text(seq))
end

for i = 3, #KEYS, 2 do
  wake(KEYS[i + 1], ARGV[i + 5])
  redis.call('DEL', KEYS[i + 1])
  if kind == 'P' then
    redis.call('SET', KEYS[i], struct.pack('>I8I8', epoch, seq) .. ARGV[7], 'PX', ARGV[6])
  else
    redis.call('DEL', KEYS[i])
  end
end

local message = {field('S'), field(ARGV[3]), field(text(epoch)), field(text(seq)), field(nonce),
  field(previous), field(kind)}
for i = 9, #ARGV, 2 do
  message[#message + 1] = field(ARGV[i])
end
redis.call('PUBLISH', ARGV[4], table.concat(message))
return {text(epoch), text(seq), previous}

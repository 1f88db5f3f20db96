-- Shared by the scripts that change dirty values and announce it.
--
-- A dirty value is its version (8 bytes), P if it is put or D if the key is deleted, and of one that is put what stands
-- between the position and the bytes of an entry, and the bytes.

-- Epoch, seq and nonce of a shard's own history, the first two as text; all at once if they are as they should be.
local function own_history(control, log)
  local c = redis.call('HMGET', control, 'e', 's', 'n', 'f', 'r')
  if c[1] and c[2] and c[3] and c[4] and c[5] == replication_id() then
    return c[1], c[2], c[3]
  end
  local epoch, seq, nonce = own_state(control, log)
  return text(epoch), text(seq), nonce
end

-- Makes a step of the shard: how the arguments from a place on say it, nonce, shard, channel, and how many steps the
-- log keeps; and the ids as fields of the message, unless it is to make them. Returns epoch, seq and the previous
-- nonce, the first two as text.
local function make_step(control, log, from, kind, ids, fields)
  local epoch, seq, previous = own_history(control, log)
  local next_seq = text(seq + 1)
  local nonce = ARGV[from]
  local step = {'XADD', log, 'MAXLEN', '~', ARGV[from + 3], epoch .. '-' .. next_seq, 'n', nonce, 'p', previous,
    'k', kind}
  for i = 1, #ids do
    step[#step + 1] = 'i'
    step[#step + 1] = ids[i]
  end
  local added = redis.pcall(unpack(step))
  if type(added) == 'table' and added.err then
    -- The log knows a later step than the control hash: part of the shard's history is lost.
    local number
    number, seq, previous = new_epoch(control, log, tonumber(epoch))
    epoch, next_seq = text(number), text(seq + 1)
    step[6], step[10] = epoch .. '-' .. next_seq, previous
    redis.pcall(unpack(step))
  end
  redis.call('HSET', control, 's', next_seq, 'n', nonce)
  if not fields then
    local each = {}
    for i = 1, #ids do
      each[i] = field(ids[i])
    end
    fields = table.concat(each)
  end
  local shard = ARGV[from + 1]
  local head = string.format('1:S%d:%s%d:%s%d:%s%d:%s%d:%s%d:%s', #shard, shard, #epoch, epoch, #next_seq, next_seq,
    #nonce, nonce, #previous, previous, #kind, kind)
  redis.call('PUBLISH', ARGV[from + 2], head .. fields)
  return epoch, next_seq, previous
end

-- Drops what is cached of a key, and whoever loads it.
local function drop(entry, lease, name)
  wake(lease, name)
  redis.call('DEL', entry, lease)
end


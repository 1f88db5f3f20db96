-- Shared by the scripts that change dirty values and announce it.
--
-- A dirty value is its version (8 bytes), P if it is put or D if the key is deleted, and of one that is put what stands
-- between the position and the bytes of an entry, and the bytes.

-- Makes a step of the shard: how the arguments from a place on say it, nonce, shard, channel, and how many steps the
-- log keeps; and the ids as fields of the message, unless it is to make them. Returns epoch, seq and the previous
-- nonce, the first two as text.
local function make_step(control, log, from, kind, ids, fields)
  local c = own_state(control, log)
  local nonce = ARGV[from]
  local step = {'XADD', log, 'MAXLEN', '~', ARGV[from + 3], text(c.epoch) .. '-' .. text(c.seq + 1), 'n', nonce,
    'p', c.nonce, 'k', kind}
  for i = 1, #ids do
    step[#step + 1] = 'i'
    step[#step + 1] = ids[i]
  end
  local added = redis.pcall(unpack(step))
  if type(added) == 'table' and added.err then
    -- The log knows a later step than the control: part of the shard's history is lost.
    new_epoch(c)
    step[6], step[10] = text(c.epoch) .. '-' .. text(c.seq + 1), c.nonce
    redis.pcall(unpack(step))
  end
  local previous = c.nonce
  c.seq, c.nonce = c.seq + 1, nonce
  save(c)
  if not fields then
    local each = {}
    for i = 1, #ids do
      each[i] = field(ids[i])
    end
    fields = table.concat(each)
  end
  local epoch, seq = text(c.epoch), text(c.seq)
  redis.call('PUBLISH', ARGV[from + 2], step_message(ARGV[from + 1], epoch, seq, nonce, previous, kind, fields))
  return epoch, seq, previous
end

-- Drops what is cached of a key, and whoever loads it.
local function drop(entry, lease, name)
  wake(lease, name)
  redis.call('DEL', entry, lease)
end


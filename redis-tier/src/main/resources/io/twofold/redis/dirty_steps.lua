-- Shared by the scripts that change dirty values and announce it.
--
-- A dirty value is its version (8 bytes), P if it is put or D if the key is deleted, and of one that is put what stands
-- between the position and the bytes of an entry, and the bytes.

local lengths = {}
-- What stands before a field of so many bytes. To make text of a number is dear, and most are alike.
local function length_of(bytes)
  local prefix = lengths[#bytes]
  if not prefix then
    prefix = string.format('%d:', #bytes)
    lengths[#bytes] = prefix
  end
  return prefix
end

-- The parts of a control that a step needs, as text: epoch, seq, what it leaves alone, server, nonce; nil if it is
-- missing or no control.
local function parts_of(control)
  local stored = redis.pcall('GET', control)
  if type(stored) == 'string' then
    return string.match(stored, '^(%d+) (%d+) (%d+ %d+ [01]) (%S*) (.*)$')
  end
end

-- Makes a step of a shard, under a nonce, of a kind and with these ids, in a log that keeps so many; the ids as fields of
-- the message, unless it is to make them. Returns epoch, seq and the previous nonce, the first two as text, and the
-- message that announces it.
local function log_step(control, log, nonce, shard, kept, kind, ids, fields)
  local epoch, seq, rest, server, previous = parts_of(control)
  if server ~= replication_id() then
    own_state(control, log) -- a new epoch
    epoch, seq, rest, server, previous = parts_of(control)
  end
  seq = text(tonumber(seq) + 1)
  local step = {'XADD', log, 'MAXLEN', '~', kept, epoch .. '-' .. seq, 'n', nonce, 'p', previous, 'k', kind}
  for i = 1, #ids do
    step[#step + 1] = 'i'
    step[#step + 1] = ids[i]
  end
  local added = redis.pcall(unpack(step))
  if type(added) == 'table' and added.err then
    -- The log knows a later step than the control: part of the shard's history is lost.
    new_epoch(own_state(control, log))
    epoch, seq, rest, server, previous = parts_of(control)
    seq = '1'
    step[6], step[10] = epoch .. '-1', previous
    redis.pcall(unpack(step))
  end
  redis.call('SET', control, epoch .. ' ' .. seq .. ' ' .. rest .. ' ' .. server .. ' ' .. nonce)
  if not fields then
    local each = {}
    for i = 1, #ids do
      each[i] = length_of(ids[i]) .. ids[i]
    end
    fields = table.concat(each)
  end
  return epoch, seq, previous, '1:S' .. length_of(shard) .. shard .. length_of(epoch) .. epoch .. length_of(seq) .. seq ..
    length_of(nonce) .. nonce .. length_of(previous) .. previous .. length_of(kind) .. kind .. fields
end

-- Makes a step and announces it: how the arguments from a place on say it, nonce, shard, channel, and how many steps
-- the log keeps.
local function make_step(control, log, from, kind, ids)
  local _, _, _, message = log_step(control, log, ARGV[from], ARGV[from + 1], ARGV[from + 3], kind, ids)
  redis.call('PUBLISH', ARGV[from + 2], message)
end

-- Drops what is cached of a key, and whoever loads it.
local function drop(entry, lease, name)
  wake(lease, name)
  redis.call('DEL', entry, lease)
end


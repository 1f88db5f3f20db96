-- Shared by the scripts that change dirty values and announce it.
--
-- A dirty value is its version (8 bytes), P if it is put or D if the key is deleted, and of one that is put what stands
-- between the position and the bytes of an entry, and the bytes.

-- Makes a step of a shard, under a nonce, of a kind, in a log that keeps so many; the ids as fields. Returns epoch, seq and
-- the previous nonce, the first two as text, and the message that announces it.
local function make_step(control, log, nonce, shard, kept, kind, ids)
  local epoch, seq, rest, server, previous = parts_of(control)
  if server ~= replication_id() then
    own_state(control, log) -- a new epoch
    epoch, seq, rest, server, previous = parts_of(control)
  end
  seq = text(tonumber(seq) + 1)
  local message, failure = log_step(log, kept, shard, epoch, seq, nonce, previous, kind, ids)
  if failure then
    new_epoch(own_state(control, log))
    epoch, seq, rest, server, previous = parts_of(control)
    seq = '1'
    message = log_step(log, kept, shard, epoch, seq, nonce, previous, kind, ids)
  end
  save_step(control, epoch, seq, rest, server, nonce)
  return epoch, seq, previous, message
end

-- Makes a step of one key and announces it: how the arguments from a place on say it, nonce, shard, channel, and how many
-- steps the log keeps.
local function announce_step(control, log, from, kind, id)
  local _, _, _, message = make_step(control, log, ARGV[from], ARGV[from + 1], ARGV[from + 3], kind, field(id))
  redis.call('PUBLISH', ARGV[from + 2], message)
end

-- Drops what is cached of a key, and whoever loads it.
local function drop(entry, lease, name)
  wake(lease, name)
  redis.call('DEL', entry, lease)
end


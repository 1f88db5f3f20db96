-- Shared by every script: the control hash of a shard, positions, wake-ups, messages.
--
-- The control hash has the fields
--   e  epoch: microseconds of the server's clock when this history of the shard began
--   s  seq: how many steps the epoch has seen
--   n  nonce of the newest step, '' before the first
--   f  floor: entries granted before this seq are misses (raised by a clear)
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

-- Tells everyone who is registered in a lease that it ends.
local function wake(lease, name)
  local fields = redis.call('HKEYS', lease)
  for i = 1, #fields do
    if string.sub(fields[i], 1, 2) == 'w:' then
      redis.call('PUBLISH', string.sub(fields[i], 3), name)
    end
  end
end

-- One field of a message: its length in bytes, a colon, the bytes.
local function field(bytes)
  return #bytes .. ':' .. bytes
end


-- Reads an entry and, on a miss, takes the lease to fill it.
--
-- KEYS  1 control  2 log  3 entry  4 lease  5 write guards, and of a cache that writes behind: 6 dirty values
-- ARGV  1 mode: P peek, L load, R replace
--       2 token of the reader: unique for each flight
--       3 how long a lease lasts, milliseconds
--       4, 5 epoch and seq of the guard: entries granted before it are misses
--       6 channel on which the reader's node is woken, and of a cache that writes behind: 7 id of the key
-- Returns {outcome, epoch, seq, nonce} and, for a hit, the stored bytes and the remaining milliseconds.
--       outcome: 1 hit, 2 granted, 3 busy, 4 guarded, 5 absent, 6 dirty (with the dirty value)
-- Repeatable: the same token is granted the same lease.

local epoch, seq, nonce, floor = state(KEYS[1], KEYS[2])
local guard_epoch, guard_seq = tonumber(ARGV[4]), tonumber(ARGV[5])
if guard_epoch > epoch then
  -- This server is behind what the reader has seen: its history has forked.
  epoch, seq, nonce, floor = new_epoch(KEYS[1], KEYS[2], guard_epoch)
end

if KEYS[6] then
  local dirty = redis.call('HGET', KEYS[6], ARGV[7])
  if dirty then
    return {6, text(epoch), text(seq), nonce, dirty}
  end
end

if ARGV[1] ~= 'R' then
  local stored = redis.pcall('GET', KEYS[3])
  if type(stored) == 'table' and not string.find(stored.err, 'WRONGTYPE', 1, true) then
    return redis.error_reply(stored.err)
  end
  -- if somebody put another type there, it is a miss, and a fill replaces it
  if type(stored) == 'string' and #stored > POSITION_BYTES then
    local filled_epoch, filled_seq = struct.unpack('>I8I8', stored)
    if filled_epoch == epoch and filled_seq >= floor and (guard_epoch < epoch or filled_seq >= guard_seq)
      and above_tag_floors(KEYS[1], stored, POSITION_BYTES + 1, filled_seq) then
      local remaining = redis.call('PTTL', KEYS[3])
      if remaining > 0 then
        return {1, text(epoch), text(seq), nonce, stored, remaining}
      end
    end
  end
  if ARGV[1] == 'P' then
    return {5, text(epoch), text(seq), nonce}
  end
end

if redis.call('EXISTS', KEYS[5]) == 1 then
  return {4, text(epoch), text(seq), nonce}
end
local holder = redis.call('HGET', KEYS[4], 't')
if holder and holder ~= ARGV[2] then
  redis.call('HSET', KEYS[4], 'w:' .. ARGV[6], 1)
  return {3, text(epoch), text(seq), nonce}
end
if not holder then
  redis.call('DEL', KEYS[4])
  redis.call('HSET', KEYS[4], 't', ARGV[2], 'e', text(epoch), 's', text(seq))
end
redis.call('PEXPIRE', KEYS[4], ARGV[3])
return {2, text(epoch), text(seq), nonce}

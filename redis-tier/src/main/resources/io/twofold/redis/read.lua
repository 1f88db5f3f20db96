-- Reads an entry and, on a miss, takes the lease to fill it.
--
-- KEYS  1 control  2 log  3 entry  4 lease  5 write guards  6 tags, and of a cache that writes behind:
--       7 dirty values
-- ARGV  1 mode: P peek, L load, F refresh, R replace
--       2 token of the reader: unique for each flight
--       3 how long a lease lasts, milliseconds
--       4, 5 epoch and seq of the guard: entries granted before it are misses
--       6 channel on which the reader's node is woken
--       7 of a refresh: an entry that lives longer than this, in milliseconds, is a hit
--       8 of a cache that writes behind: id of the key
-- Returns {outcome, epoch, seq, nonce} and, for a hit, the stored bytes and the milliseconds that remain of its time to
--       live; for granted (and, of a load, busy) the same of the entry that is there and no hit, if there is one.
--       outcome: 1 hit, 2 granted, 3 busy, 4 guarded, 5 absent, 6 dirty (with the dirty value)
-- Repeatable: the same token is granted the same lease.

local mode = ARGV[1]
local c = state(KEYS[1], KEYS[2])
local guard_epoch, guard_seq = tonumber(ARGV[4]), tonumber(ARGV[5])
if guard_epoch > c.epoch then
  -- This server is behind what the reader has seen: its history has forked.
  c.epoch = guard_epoch
  new_epoch(c)
end

local function reply(outcome)
  return {outcome, text(c.epoch), text(c.seq), c.nonce}
end

if KEYS[7] then
  local dirty = redis.call('HGET', KEYS[7], ARGV[8])
  if dirty then
    local found = reply(6)
    found[5] = dirty
    return found
  end
end

local previous, remaining = stored_entry(KEYS[3])
if remaining then
  return redis.error_reply(remaining)
end
if previous then
  local filled_epoch, filled_seq, _, _, stale = struct.unpack('>I8I8I8I8I4', previous)
  if filled_epoch == c.epoch and (guard_epoch < c.epoch or filled_seq >= guard_seq)
    and above_floors(c, KEYS[6], previous, TAGS_AT, filled_seq) then
    remaining = redis.call('PTTL', KEYS[3]) - stale
    local needed = mode == 'F' and tonumber(ARGV[7]) or 0
    if mode ~= 'R' and remaining > needed then
      local hit = reply(1)
      hit[5], hit[6] = previous, remaining
      return hit
    end
  else
    previous = nil
  end
end
if mode == 'P' then
  return reply(5)
end

local function miss(outcome)
  local missed = reply(outcome)
  if previous then
    missed[5], missed[6] = previous, remaining
  end
  return missed
end

if redis.call('EXISTS', KEYS[5]) == 1 then
  return reply(4)
end
local holder = redis.call('HGET', KEYS[4], 't')
if holder and holder ~= ARGV[2] then
  redis.call('HSET', KEYS[4], 'w:' .. ARGV[6], 1)
  if mode ~= 'L' then
    previous = nil
  end
  return miss(3)
end
if not holder then
  redis.call('DEL', KEYS[4])
  redis.call('HSET', KEYS[4], 't', ARGV[2], 'e', text(c.epoch), 's', text(c.seq))
end
redis.call('PEXPIRE', KEYS[4], ARGV[3])
return miss(2)

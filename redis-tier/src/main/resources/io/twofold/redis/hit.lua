-- The hit of a read, before everything else: no function is made, and nothing asked, that a hit doesn't need. What it
-- can't tell for sure goes on to what follows.
--
-- KEYS, ARGV, return: those of read.lua

if not KEYS[6] and ARGV[1] ~= 'R' then
  local c = redis.call('HMGET', KEYS[1], 'e', 's', 'n', 'f')
  local stored = c[4] and redis.pcall('GET', KEYS[3])
  if type(stored) == 'string' and #stored >= 29 then
    local filled_epoch, filled_seq, _, stale, tags = struct.unpack('>I8I8I8I4B', stored)
    local epoch, guard_epoch = tonumber(c[1]), tonumber(ARGV[4])
    if tags == 0 and filled_epoch == epoch and filled_seq >= tonumber(c[4])
      and (guard_epoch < epoch or guard_epoch == epoch and filled_seq >= tonumber(ARGV[5])) then
      local remaining = redis.call('PTTL', KEYS[3]) - stale
      if remaining > (ARGV[1] == 'F' and tonumber(ARGV[7]) or 0) then
        return {1, c[1], c[2], c[3], stored, remaining}
      end
    end
  end
end


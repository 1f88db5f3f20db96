-- Prolongs a lease, if it still holds the token.
--
-- KEYS  1 lease
-- ARGV  1 token  2 how long it lasts from now, milliseconds
-- Returns 1 if it did, else 0. Repeatable.

if redis.call('HGET', KEYS[1], 't') ~= ARGV[1] then
  return 0
end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])

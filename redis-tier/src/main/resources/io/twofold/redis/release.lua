-- Ends a lease without a value, if it still holds the token, and wakes those who wait.
--
-- KEYS  1 lease
-- ARGV  1 token  2 name of the key, for the wake-up
-- Returns 1 if it did, else 0. Repeatable.

if redis.call('HGET', KEYS[1], 't') ~= ARGV[1] then
  return 0
end
wake(KEYS[1], ARGV[2])
redis.call('DEL', KEYS[1])
return 1

-- Takes permits, of which there are so many in each second of the server's clock.
--
-- KEYS  1 permits of the cache
-- ARGV  1 how many are wanted  2 how many there are in a second
-- Returns how many are granted.
-- Repeated, it grants others.

local second = redis.call('TIME')[1]
local permits = redis.call('HMGET', KEYS[1], 's', 'n')
local taken = permits[1] == second and tonumber(permits[2]) or 0
local granted = math.max(0, math.min(tonumber(ARGV[1]), tonumber(ARGV[2]) - taken))
redis.call('HSET', KEYS[1], 's', second, 'n', taken + granted)
redis.call('PEXPIRE', KEYS[1], 2000)
return granted

-- Takes or prolongs a flusher's lease, unless another has it, and reads the oldest dirty values.
--
-- KEYS  1 dirty values  2 queue  3 attempts  4 those set aside  5 counters  6 holder of the lease
-- ARGV  1 token of the flusher  2 how long its lease lasts, milliseconds, or 0 to only look  3 at most how many values
--       4 for how long they must have been dirty, milliseconds
-- Returns {fencing token or 0, how many are dirty, the age of the oldest in milliseconds or -1, how many are retried,
--       how many are set aside, {id, value, attempts, and so on}}
-- Repeatable: the same flusher has the same lease.

local MOST_BYTES = 8 * 1024 * 1024
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local fence = 0
if ARGV[2] ~= '0' then
  local holder = redis.call('HMGET', KEYS[6], 't', 'f')
  if not holder[1] then
    fence = math.max(tonumber(redis.call('HGET', KEYS[5], 'f') or 0), tonumber(time[1]) * 1000000 + tonumber(time[2])) + 1
    redis.call('HSET', KEYS[5], 'f', text(fence))
    redis.call('HSET', KEYS[6], 't', ARGV[1], 'f', text(fence))
  elseif holder[1] == ARGV[1] then
    fence = tonumber(holder[2])
  end
  if fence ~= 0 then
    redis.call('PEXPIRE', KEYS[6], ARGV[2])
  end
end

local oldest = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
local age = -1
if oldest[2] then
  age = math.max(0, now - tonumber(oldest[2]))
end
local retried = redis.call('HLEN', KEYS[3])
local items = {}
local most, bytes, from = tonumber(ARGV[3]), 0, 0
while fence ~= 0 and #items < 3 * most and bytes < MOST_BYTES and from < 10 * most do
  local ids = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now - tonumber(ARGV[4]), 'LIMIT', from, most)
  for i = 1, #ids do
    local attempts, not_before = 0, 0
    if retried > 0 then
      local tried = redis.call('HGET', KEYS[3], ids[i])
      if tried then
        attempts, not_before = string.match(tried, '^(%d+):(%d+)$')
      end
    end
    if tonumber(not_before) <= now and #items < 3 * most and bytes < MOST_BYTES then
      local value = redis.call('HGET', KEYS[1], ids[i])
      if value then
        bytes = bytes + #value
        items[#items + 1] = ids[i]
        items[#items + 1] = value
        items[#items + 1] = tonumber(attempts)
      else
        redis.call('ZREM', KEYS[2], ids[i])
      end
    end
  end
  from = from + most
  if #ids < most then
    break
  end
end
return {text(fence), redis.call('HLEN', KEYS[1]), age, retried, redis.call('HLEN', KEYS[4]), items}

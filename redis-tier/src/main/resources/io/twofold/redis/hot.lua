-- Which keys the nodes use most.
--
-- KEYS  1 hot keys of the cache
-- Returns the keys of each node, as the bytes that were noted. Changes nothing.

local all = redis.call('HGETALL', KEYS[1])
local now = milliseconds()
local lists = {}
for i = 2, #all, 2 do
  if #all[i] >= 8 and struct.unpack('>I8', all[i]) > now then
    lists[#lists + 1] = string.sub(all[i], 9)
  end
end
return lists

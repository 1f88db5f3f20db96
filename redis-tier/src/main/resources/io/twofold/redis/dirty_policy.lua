-- By which policy this server evicts keys when its memory is full.
--
-- KEYS  1 control, so that the server of that shard is asked
-- Returns {policy}, or the empty string if the server doesn't say. Repeatable.

return {string.match(redis.call('INFO', 'memory'), 'maxmemory_policy:([%w-]+)') or ''}

-- ready says when the next matter in the outbox is ready.
-- KEYS[1] outbox   Returns ms from now, 0 if it is late, -1 if nothing waits
local first = redis.call("ZRANGE", KEYS[1], 0, 0, "WITHSCORES")
if not first[1] then return -1 end
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
return math.max(0, tonumber(first[2]) - now)

-- hold asks those who write to some journals to wait a moment. It ends by itself.
-- KEYS heads   ARGV[1] for how long, in ms
-- Returns until when, in ms of machine time
local time = redis.call("TIME")
local ends = string.format("%.0f", time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[1]))
for _, head in ipairs(KEYS) do redis.call("HSET", head, "hold", ends) end
return ends

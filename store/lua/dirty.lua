-- dirty puts matters into the outbox, or says that they have a new cause.
-- KEYS[1] outbox   KEYS[2] causes   ARGV[1] mark of the cause   ARGV[2…] pairs of member and ms from now
-- Returns how many there were
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for n = 2, #ARGV, 2 do
  redis.call("ZADD", KEYS[1], "LT", string.format("%.0f", now + tonumber(ARGV[n + 1])), ARGV[n])
  redis.call("HSET", KEYS[2], ARGV[n], ARGV[1])
end
return (#ARGV - 1) / 2

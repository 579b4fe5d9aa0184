-- retry gives a claim back. After a try that failed it is not known whether it reached Slack: the next claim is stale.
-- KEYS[1] outbox   KEYS[2] claims   ARGV[1] member   ARGV[2] token   ARGV[3] try again in ms   ARGV[4] 1: nothing was tried
-- Returns 1 given back, 0 the claim ran out and somebody else has it
local held = redis.call("HGET", KEYS[2], ARGV[1])
if not held or string.match(held, "|(.*)$") ~= ARGV[2] then return 0 end
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if ARGV[4] == "1" then redis.call("HDEL", KEYS[2], ARGV[1]) else redis.call("HSET", KEYS[2], ARGV[1], "0|") end
redis.call("ZADD", KEYS[1], string.format("%.0f", now + tonumber(ARGV[3])), ARGV[1])
return 1

-- news tells all bots that what they know of something in Slack is no longer true.
-- KEYS[1] news   ARGV[1] what it is about   ARGV[2] how many are kept
-- Returns the number of this piece of news
local last = redis.call("ZRANGE", KEYS[1], -1, -1, "WITHSCORES")
local n = (tonumber(last[2]) or 0) + 1
redis.call("ZADD", KEYS[1], n, ARGV[1])
redis.call("ZREMRANGEBYRANK", KEYS[1], 0, -1 - tonumber(ARGV[2]))
return n

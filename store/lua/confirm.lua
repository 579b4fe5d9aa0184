-- confirm ends a claim: what was posted goes on record, and the matter leaves the outbox unless it has a new cause or
-- shall be looked at again.
-- KEYS[1] outbox   KEYS[2] causes   KEYS[3] claims   KEYS[4] delivery
-- ARGV[1] member   ARGV[2] token   ARGV[3] mark of the cause that was told   ARGV[4] matter
-- ARGV[5] what stood in delivery, "" nothing   ARGV[6] what shall stand there   ARGV[7] look again in ms, 0: done
-- Returns 1 confirmed, 2 confirmed and it has a new cause, 0 the claim ran out and somebody else has it,
--         -1 delivery has moved on
local held = redis.call("HGET", KEYS[3], ARGV[1])
if not held or string.match(held, "|(.*)$") ~= ARGV[2] then return 0 end
if (redis.call("HGET", KEYS[4], ARGV[4]) or "") ~= ARGV[5] then return -1 end

if ARGV[5] ~= ARGV[6] then redis.call("HSET", KEYS[4], ARGV[4], ARGV[6]) end
redis.call("HDEL", KEYS[3], ARGV[1])
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if (redis.call("HGET", KEYS[2], ARGV[1]) or "") ~= ARGV[3] then
  redis.call("ZADD", KEYS[1], string.format("%.0f", now), ARGV[1])
  return 2
end
if ARGV[7] ~= "0" then
  redis.call("ZADD", KEYS[1], string.format("%.0f", now + tonumber(ARGV[7])), ARGV[1])
else
  redis.call("ZREM", KEYS[1], ARGV[1])
  redis.call("HDEL", KEYS[2], ARGV[1])
end
return 1

-- claim gives a worker the right to tell what is ready in the outbox, for the length of a lease.
-- KEYS[1] outbox   KEYS[2] causes   KEYS[3] claims   KEYS[4] news
-- ARGV[1] token of this claim   ARGV[2] lease in ms   ARGV[3] how many   ARGV[4] what the name of a delivery hash begins with
-- Returns ms until the next matter is ready, -1 if none waits; the number of the last news; then in turn: member, mark of
-- its cause, 1 where an earlier try may have reached Slack, what was posted of it or ""
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ready = redis.call("ZRANGEBYSCORE", KEYS[1], "-inf", string.format("%.0f", now), "LIMIT", 0, tonumber(ARGV[3]))
local untl = now + tonumber(ARGV[2])
local out = {-1, 0}
for _, m in ipairs(ready) do
  local held = redis.call("HGET", KEYS[3], m)
  local till = held and tonumber(string.match(held, "^%d+")) or 0
  if till > now then
    -- Its cause came again while somebody tells it: wait for them.
    redis.call("ZADD", KEYS[1], string.format("%.0f", till), m)
  else
    redis.call("HSET", KEYS[3], m, string.format("%.0f", untl) .. "|" .. ARGV[1])
    redis.call("ZADD", KEYS[1], string.format("%.0f", untl), m)
    local slug, matter = string.match(m, "^([^|]*)|(.*)$")
    out[#out + 1] = m
    out[#out + 1] = redis.call("HGET", KEYS[2], m) or ""
    out[#out + 1] = held and 1 or 0
    out[#out + 1] = redis.call("HGET", ARGV[4] .. slug, matter) or ""
  end
end
local first = redis.call("ZRANGE", KEYS[1], 0, 0, "WITHSCORES")
if first[1] then out[1] = math.max(0, tonumber(first[2]) - now) end
local last = redis.call("ZRANGE", KEYS[4], -1, -1, "WITHSCORES")
if last[1] then out[2] = tonumber(last[2]) end
return out

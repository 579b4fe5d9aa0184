-- import_claim gives a bot the right to record an import, where nobody has it.
-- KEYS[1] imports   ARGV[1] token   ARGV[2] lease in ms
-- Returns the import's id, or false where there is none to take
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local held = redis.call("HGETALL", KEYS[1])
for n = 1, #held, 2 do
  if tonumber(string.match(held[n + 1], "^%d+")) <= now then
    local till = string.format("%.0f", now + tonumber(ARGV[2]))
    redis.call("HSET", KEYS[1], held[n], till .. "|" .. ARGV[1] .. "|" .. string.match(held[n + 1], "|([^|]*)$"))
    return held[n]
  end
end
return false

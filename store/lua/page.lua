-- page reads a page of items by a sorted set of their keys, newest first or in the order of the set.
-- KEYS[1] sorted set   KEYS[2] items
-- ARGV[1] "list": members are keys, the highest score first; "open": members end in |key, in order
-- ARGV[2] the kind of item   ARGV[3] the member after which the page begins, "" at the beginning   ARGV[4] how many
-- Returns {number of all, flat triples of member, item, JSON}
local members
local n = tonumber(ARGV[4])
if ARGV[1] == "open" then
  local from = ARGV[3] == "" and "-" or "(" .. ARGV[3]
  members = redis.call("ZRANGEBYLEX", KEYS[1], from, "+", "LIMIT", 0, n)
else
  local from = 0
  if ARGV[3] ~= "" then from = (redis.call("ZREVRANK", KEYS[1], ARGV[3]) or -1) + 1 end
  members = redis.call("ZREVRANGE", KEYS[1], from, from + n - 1)
end
local out = {redis.call("ZCARD", KEYS[1])}
for _, m in ipairs(members) do
  local key = m
  if ARGV[1] == "open" then key = string.match(m, "^[^|]*|[^|]*|[^|]*|(.*)$") end
  local item = ARGV[2] .. ":" .. key
  out[#out + 1] = m
  out[#out + 1] = item
  out[#out + 1] = redis.call("HGET", KEYS[2], item) or ""
end
return out

-- oldest reads the names of a vendor's first items, kind by kind in the order of the lists, and of one kind the oldest.
-- KEYS[1] head   KEYS[2…] lists, one for each kind   ARGV[1] how many   ARGV[2…] the kinds
-- Returns {version of the vendor, number of all items, names}
local seq_and_rev = redis.call("HMGET", KEYS[1], "seq", "rev")
local total, names, most = 0, {}, tonumber(ARGV[1])
for n = 2, #KEYS do
  total = total + redis.call("ZCARD", KEYS[n])
  if #names < most then
    for _, key in ipairs(redis.call("ZRANGE", KEYS[n], 0, most - #names - 1)) do names[#names + 1] = ARGV[n] .. ":" .. key end
  end
end
return {(seq_and_rev[1] or "0") .. "." .. (seq_and_rev[2] or "0"), total, names}

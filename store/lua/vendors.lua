-- vendors reads a page of vendors, worst first, and the sums over all of them.
-- KEYS[1] rank   KEYS[2] sums   ARGV[1] the member after which the page begins, "" at the beginning   ARGV[2] how many
-- Returns {number of vendors, members, flat pairs of currency and minor units}
local from = ARGV[1] == "" and "-" or "(" .. ARGV[1]
return {
  redis.call("ZCARD", KEYS[1]),
  redis.call("ZRANGEBYLEX", KEYS[1], from, "+", "LIMIT", 0, tonumber(ARGV[2])),
  redis.call("HGETALL", KEYS[2]),
}

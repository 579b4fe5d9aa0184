-- due reads a page of open invoices by due day, over all vendors or of one. The keys of the vendors follow from the
-- members; all of a team are in one slot.
-- KEYS[1] due   ARGV[1] prefix of the team's keys   ARGV[2] first day as a lex bound   ARGV[3] end as a lex bound
-- ARGV[4] the member of an open set after which the page begins, "" at the beginning   ARGV[5] how many
-- ARGV[6] the vendor, "" for all
-- Returns flat triples of day|slug, member of the open set, JSON of the invoice
local n = tonumber(ARGV[5])
local out = {}
local begin, skip = ARGV[2], ARGV[4]

local function add(slug, from, to)
  local members = redis.call("ZRANGEBYLEX", ARGV[1] .. "open:" .. slug, from, to, "LIMIT", 0, n - #out / 3)
  for _, m in ipairs(members) do
    out[#out + 1] = string.match(m, "^[^|]*") .. "|" .. slug
    out[#out + 1] = m
    out[#out + 1] = redis.call("HGET", ARGV[1] .. "items:" .. slug, "inv:" .. string.match(m, "^[^|]*|[^|]*|[^|]*|(.*)$")) or ""
  end
end

if ARGV[6] ~= "" then
  if skip ~= "" then begin = "(" .. skip end
  add(ARGV[6], begin, ARGV[3])
  return out
end
while #out < 3 * n do
  local days = redis.call("ZRANGEBYLEX", KEYS[1], begin, ARGV[3], "LIMIT", 0, 100)
  if #days == 0 then break end
  for _, day_and_slug in ipairs(days) do
    begin = "(" .. day_and_slug
    local day, slug = string.match(day_and_slug, "^([^|]*)|(.*)$")
    local from = "[" .. day .. "|"
    if skip ~= "" and "[" .. day_and_slug == ARGV[2] then from = "(" .. skip end
    skip = ""
    add(slug, from, "(" .. day .. "}")
    if #out >= 3 * n then break end
  end
end
return out

-- Training input: a bit of everything Lua programs do. One argument, the amount of work.
-- The output depends on it only; nothing iterates over a table in hash order.

local rounds = tonumber(arg[1]) or 1

-- A linear congruential generator: the same numbers everywhere.
local state = 1
local function draw(bound)
  state = (state * 1103515245 + 12345) % 2147483648
  return (state >> 16) % bound
end

local function closures(count)
  local counters = {}
  for index = 1, 8 do
    local value = 0
    counters[index] = function(step) value = value + step; return value end
  end
  local sum = 0
  for _ = 1, count do sum = sum + counters[1 + draw(8)](draw(10)) end
  return sum
end

-- Vectors with operators, through metatables.
local Vector = {}
Vector.__index = Vector
local function vector(x, y) return setmetatable({x = x, y = y}, Vector) end
function Vector.__add(a, b) return vector(a.x + b.x, a.y + b.y) end
function Vector.__eq(a, b) return a.x == b.x and a.y == b.y end
function Vector.__lt(a, b) return a.x < b.x or (a.x == b.x and a.y < b.y) end
function Vector.__len() return 2 end
function Vector:dot(other) return self.x * other.x + self.y * other.y end

local function metatables(count)
  local total, smaller = vector(0, 0), 0
  for _ = 1, count do
    local one = vector(draw(100), draw(100))
    if one < total then smaller = smaller + 1 end
    total = total + one
    if total == one then smaller = smaller + #one end
  end
  return total:dot(vector(1, 2)) + smaller
end

local function strings(count)
  local parts = {}
  for index = 1, count do
    parts[index] = string.format("%05d:%s", draw(100000), string.char(97 + draw(26)))
  end
  local text = table.concat(parts, ",")
  local replaced, number = text:gsub("(%d+):(%a)", function(digits, letter)
    return letter .. (tonumber(digits) + 1)
  end)
  local sum = 0
  for word in replaced:gmatch("%a%d+") do sum = sum + #word + word:byte() end
  return sum + number + #replaced:upper():rep(2):reverse()
end

local function sorting(count)
  local records = {}
  for index = 1, count do records[index] = {key = draw(1000), serial = index} end
  table.sort(records, function(a, b)
    if a.key ~= b.key then return a.key < b.key end
    return a.serial < b.serial
  end)
  local sum = 0
  for index, record in ipairs(records) do sum = (sum * 31 + record.serial * index) % 1000003 end
  return sum
end

local function coroutines(count)
  local function produce(limit)
    return coroutine.wrap(function()
      for value = 1, limit do coroutine.yield(value) end
    end)
  end
  local sum = 0
  for _ = 1, count do
    for value in produce(20) do sum = sum + value end
  end
  return sum
end

for round = 1, rounds do
  print(round, closures(60000), metatables(30000), strings(6000), sorting(6000), coroutines(1500))
end

-- What lua_driver runs: kinds of work that keep different parts of the interpreter busy. Each
-- function does the same work every time and returns a number that depends on all of it.

local function fib(n)
  if n < 2 then return n end
  return fib(n - 1) + fib(n - 2)
end

-- Numbers that are the same everywhere; math.random has a seed of its own.
local function generator()
  local state = 42
  return function(bound)
    state = (state * 1103515245 + 12345) & 0x7fffffff
    return (state >> 8) % bound + 1
  end
end

local function calls()
  return fib(28)
end

-- Table accesses, and a comparator in Lua that the sort in C calls back.
local function tables()
  local random, records = generator(), {}
  for i = 1, 20000 do
    records[i] = { key = random(5000), serial = i }
  end
  table.sort(records, function(a, b)
    if a.key ~= b.key then return a.key < b.key end
    return a.serial < b.serial
  end)
  local sum = 0
  for i, record in ipairs(records) do
    sum = (sum * 31 + record.key + record.serial * i) & 0xffffffff
  end
  return sum
end

local function strings()
  local random, pieces = generator(), {}
  for i = 1, 24000 do
    pieces[#pieces + 1] = string.format("%d:%x", i, random(65536))
  end
  local text = table.concat(pieces, ",")
  local sum = 0
  for number, digits in text:gmatch("(%d+):(%x+)") do
    sum = (sum * 7 + #number + tonumber(digits, 16)) & 0xffffffff
  end
  return sum + #text:upper():gsub("A", "aa"):reverse()
end

-- Methods found through metatables, and closures over counters.
local Account = {}
Account.__index = Account

function Account.new(balance)
  return setmetatable({ balance = balance, log = 0 }, Account)
end

function Account:deposit(amount)
  self.balance = self.balance + amount
end

function Account:withdraw(amount)
  if amount > self.balance then
    self.log = self.log + 1
  else
    self.balance = self.balance - amount
  end
end

local Savings = setmetatable({}, { __index = Account })
Savings.__index = Savings

function Savings.new(balance)
  return setmetatable(Account.new(balance), Savings)
end

function Savings:deposit(amount)
  Account.deposit(self, amount + amount // 100)
end

local function objects()
  local random, accounts, tellers = generator(), {}, {}
  for i = 1, 100 do
    accounts[i] = i % 3 == 0 and Savings.new(1000) or Account.new(1000)
    tellers[i] = function(amount)
      local account = accounts[i]
      if amount % 2 == 0 then account:deposit(amount) else account:withdraw(amount) end
    end
  end
  for _ = 1, 150000 do
    tellers[random(100)](random(500))
  end
  local sum = 0
  for _, account in ipairs(accounts) do
    sum = (sum * 31 + account.balance + account.log) & 0xffffffff
  end
  return sum
end

-- The Mandelbrot set: loops over floating-point numbers.
local function floats()
  local size, inside = 128, 0
  for row = 0, size - 1 do
    local ci = 2.0 * row / size - 1.0
    for column = 0, size - 1 do
      local cr, r, i, steps = 2.0 * column / size - 1.5, 0.0, 0.0, 0
      while steps < 50 and r * r + i * i < 4.0 do
        r, i = r * r - i * i + cr, 2.0 * r * i + ci
        steps = steps + 1
      end
      inside = inside + steps
    end
  end
  return inside
end

return {
  { "calls", calls },
  { "tables", tables },
  { "strings", strings },
  { "objects", objects },
  { "floats", floats },
}

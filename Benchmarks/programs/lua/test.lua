-- Test input: other programs than the training input. One argument, the amount of work.
-- The output depends on it only.

local rounds = tonumber(arg[1]) or 1

-- A tokenizer and a recursive-descent evaluator, with errors as values through pcall.
local function evaluate(text)
  local tokens, position = {}, 1
  for number, operator in text:gmatch("(%d*)(%D?)") do
    if number ~= "" then tokens[#tokens + 1] = tonumber(number) end
    if operator ~= "" and operator ~= " " then tokens[#tokens + 1] = operator end
  end
  local sum
  local function factor()
    local token = tokens[position]
    position = position + 1
    if token == "(" then
      local value = sum()
      if tokens[position] ~= ")" then error({at = position}) end
      position = position + 1
      return value
    elseif math.type(token) == "integer" then
      return token
    end
    error({at = position})
  end
  local function product()
    local value = factor()
    while tokens[position] == "*" do
      position = position + 1
      value = value * factor() % 1000003
    end
    return value
  end
  function sum()
    local value = product()
    while tokens[position] == "+" or tokens[position] == "-" do
      local sign = tokens[position] == "+" and 1 or -1
      position = position + 1
      value = value + sign * product()
    end
    return value
  end
  return sum()
end

local function expressions(count)
  local total, failures = 0, 0
  for index = 1, count do
    local text = string.format("%d + (%d*%d - %d%s * 2", index, index % 7, index, index % 13,
      index % 10 == 0 and "" or ")")
    local worked, value = pcall(evaluate, text)
    if worked then total = total + value else failures = failures + value.at end
  end
  return total .. "/" .. failures
end

-- Classes with inheritance, and __index functions.
local Account = {}
Account.__index = Account
function Account.new(class, balance) return setmetatable({balance = balance}, class) end
function Account:deposit(amount) self.balance = self.balance + amount end
function Account:fee() return 1 end
local Savings = setmetatable({}, {__index = Account})
Savings.__index = Savings
function Savings:fee() return self.balance // 100 end
local Proxy = {__index = function(_, key) return #key end,
  __newindex = function(self, key, value) rawset(self, key, value * 2) end,
  __call = function(self, value) return value + self.extra end}

local function objects(count)
  local accounts = {}
  for index = 1, 50 do
    accounts[index] = Account.new(index % 3 == 0 and Savings or Account, index)
  end
  local proxy = setmetatable({}, Proxy)
  local sum = 0
  for index = 1, count do
    local account = accounts[index % 50 + 1]
    account:deposit(index % 11)
    sum = sum + account:fee() + proxy(index % 5)
    if index % 100 == 0 then proxy["k" .. index] = index end
  end
  return sum
end

-- Permutations by coroutines, then an insertion into an ordered list by table functions.
local function permutations(size)
  local function permute(values, last)
    if last <= 1 then coroutine.yield(values) return end
    for index = 1, last do
      values[last], values[index] = values[index], values[last]
      permute(values, last - 1)
      values[last], values[index] = values[index], values[last]
    end
  end
  local values, hash = {}, 0
  for index = 1, size do values[index] = index end
  for found in coroutine.wrap(function() permute(values, size) end) do
    hash = (hash * 33 + tonumber(table.concat(found))) % 2147483647
  end
  return hash
end

local function words(count)
  local list = {}
  for index = 1, count do
    list[index] = string.format("%s-%x", string.rep(string.char(97 + index * 7 % 26), 3), index)
  end
  table.sort(list)
  local folded = {}
  for index, word in ipairs(list) do
    local head, tail = word:match("^(%a+)%-(%x+)$")
    if index % 2 == 0 then
      table.insert(folded, tail:upper() .. head:sub(2))
    else
      table.insert(folded, math.max(1, #folded), (word:gsub("%x", {a = "A", b = "B"})))
    end
    if #folded > 64 then table.remove(folded, 1) end
  end
  return table.concat(folded, " ", 1, 3) .. select("#", table.unpack(folded))
end

-- Numbers: a sieve with closures over upvalues, and floating point.
local function numbers(limit)
  local composite, count, root = {}, 0, 0.0
  for candidate = 2, limit do
    if not composite[candidate] then
      count, root = count + 1, root + math.sqrt(candidate)
      for multiple = candidate * candidate, limit, candidate do composite[multiple] = true end
    end
  end
  return string.format("%d %.6f", count, root)
end

for round = 1, rounds do
  print(round, expressions(3000), objects(60000), permutations(6), words(5000), numbers(60000))
end

-- The spaces around names of operators, \operatorname{NOT} and \sin, by TeX's rules: a thin one between
-- the name and what it is applied to, none before a bracket; a thin one after what stands before it.

local operators = {}

local named = {}
for name in
  ([[arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf
  limsup ln log max min Pr sec sin sinh sup tan tanh operatorname]]):gmatch '%a+'
do
  named[name] = true
end

-- commands beside which a name keeps no distance: spaces, relations, signs, brackets, structure
local apart = {}
for name in
  ([[quad qquad cdot times div pm mp circ ast le leq ge geq lt gt ne neq equiv approx sim simeq
  propto in notin subset subseteq cup cap land lor wedge vee to mapsto gets leftarrow rightarrow
  Leftarrow Rightarrow leftrightarrow iff implies mid parallel colon left right middle begin end
  lvert lVert langle lfloor lceil lbrace lnot neg bmod limits nolimits text mathrel mathbin displaystyle]]):gmatch '%a+'
do
  apart[name] = true
end

--- Return the token that begins at `start`, white space left out, and where the next one begins.
local function token(tex, start)
  start = tex:find('%S', start)
  if not start then
    return nil
  end
  local text = tex:match('^\\%a+', start)
    or tex:match('^\\.', start)
    or tex:match('^%b{}', start)
    or tex:match('^' .. utf8.charpattern, start)
  return text, start + #text
end

--- Return where an operator that begins at `start` ends, with its stars, sub- and superscripts.
local function whole(tex, start)
  local name, stop = token(tex, start)
  if name == '\\operatorname' then
    stop = select(2, tex:find('^%*', stop)) and stop + 1 or stop
    stop = select(2, token(tex, stop)) or stop
  end
  local sign, after = token(tex, stop)
  while sign == '^' or sign == '_' or sign == "'" do
    stop = sign == "'" and after or select(2, token(tex, after)) or after
    sign, after = token(tex, stop)
  end
  return stop
end

local function is_operator(text)
  return text ~= nil and named[text:match '^\\(%a+)$' or ''] == true
end

local function is_atom(text)
  local command = text:match '^\\(%a+)$'
  if command then
    return not apart[command]
  end
  return text:find '^[%w{]' ~= nil or #text > 1 and text:byte() > 127
end

--- Whether a thin space belongs between an operator and the token behind it.
local function leaves_space(following)
  if not following or following:find '^{%s*[%(%[]' or following:find '^{%s*\\left%A' then
    return false
  end
  return is_atom(following)
end

--- Whether a thin space belongs between an operator and the token before it.
local function wants_space(before)
  return before ~= nil and (is_atom(before) or before:find "^[%)%]!']$" ~= nil)
end

--- Return TeX with the thin spaces around names of operators written out.
function operators.space(tex)
  local parts = {}
  local position, before = 1, nil
  while true do
    local text, stop = token(tex, position)
    if not text then
      return table.concat(parts) .. tex:sub(position)
    end
    local first = stop - #text
    parts[#parts + 1] = tex:sub(position, first - 1)
    if is_operator(text) then
      stop = whole(tex, first)
      local space = leaves_space((token(tex, stop)))
      parts[#parts + 1] = wants_space(before) and '\\,' or ''
      parts[#parts + 1] = tex:sub(first, stop - 1) .. (space and '\\,' or '')
      before = nil
    elseif text:find '^{.*}$' then
      parts[#parts + 1] = '{' .. operators.space(text:sub(2, -2)) .. '}'
      before = before ~= '\\begin' and text or nil
    else
      parts[#parts + 1] = text
      before = text
    end
    position = stop
  end
end

--- Return the Typst `body` of a formula with the names that pandoc only quotes as operators, which
--- Typst gives their spaces.
function operators.declare(body, tex)
  for name in tex:gmatch '\\operatorname%*?%s*{%s*([%a%d]+)%s*}' do
    body = body:gsub('([^%(])"' .. name .. '"', '%1op("' .. name .. '")')
  end
  return body
end

return operators

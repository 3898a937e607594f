-- What both engines do to the paper after everything else: formulas and tables in the form that
-- each format sets best.
--
-- In the PDF a formula has its TeX as alternative text, which PDF/UA asks for and a screen reader
-- speaks; the columns of cases get their gap, and \lvert x \rvert the form whose bars stand close. In
-- HTML the number of an equation stands at the right edge, and a wide table scrolls by itself. A
-- number with its power of ten stays on one line, and names of operators have the spaces around
-- them that TeX gives.

local typst = FORMAT:match '^typst' ~= nil
local folder = pandoc.path.directory(PANDOC_SCRIPT_FILE)
local operators = dofile(pandoc.path.join { folder, 'operators.lua' })
local mathml = dofile(pandoc.path.join { folder, 'mathml.lua' })

-- TeX that pandoc reads and Typst then sets wrongly, without a word
local misread = {
  { '\\[bB]igg?[lrm]?%A', 'plain delimiters' },
  { '[^t\\]|', '\\lvert … \\rvert, or \\mid' },
  { '\\left\\|', '\\lVert … \\rVert' },
  { '\\begin{[vV]matrix}', '\\left| \\begin{matrix} … \\end{matrix} \\right|' },
  { '\\begin{array}', 'aligned, cases or a matrix' },
  { '\\substack%A', 'one line' },
}

local function check(math)
  for _, case in ipairs(misread) do
    local pattern, better = table.unpack(case)
    if (' ' .. math.text .. ' '):find(pattern) then
      pandoc.log.warn(string.format('the PDF would not show this TeX as meant, write %s: %s', better, math.text))
    end
  end
end

local function quoted(text)
  return '"' .. text:gsub('[\\"]', '\\%0'):gsub('%s+', ' ') .. '"'
end

local function mended(tex)
  local text = tex:gsub('\\begin{cases}.-\\end{cases}', function(cases)
    return (cases:gsub('&', '&\\quad '))
  end)
  text = text:gsub('\\left\\lvert', '\\lvert'):gsub('\\right\\rvert', '\\rvert')
  return (text:gsub('\\lvert', '\\left\\lvert'):gsub('\\rvert', '\\right\\rvert'))
end

--- A formula as the Typst code of an equation.
local function equation(math, options)
  local tex = pandoc.Math(math.mathtype, mended(math.text))
  local body = pandoc.write(pandoc.Pandoc { pandoc.Plain { tex } }, 'typst'):gsub('%s+$', '')
  body = operators.declare(body, math.text)
  local block = math.mathtype == 'DisplayMath' and 'block: true, ' or ''
  return string.format('#math.equation(%s%salt: %s, %s.body)', block, options, quoted(math.text), body)
end

--- $2.1\times 10^{-3}$, $[1, 2]\times 10^{3}$: longer formulas may break over lines.
local function is_number(math)
  return math.mathtype == 'InlineMath' and math.text:find '^[%[%]%d., −-]+\\times 10^{%-?%d+}$'
end

local function formula(math)
  check(math)
  if typst then
    local code = equation(math, '') .. ';'
    return pandoc.RawInline('typst', is_number(math) and '#box[' .. code .. ']' or code)
  end
  local spaced = pandoc.Math(math.mathtype, operators.space(math.text))
  local shown = mathml.write(spaced, math.text)
  return is_number(math) and pandoc.Span(shown, { class = 'number' }) or shown, false
end

local function numbered(span)
  if not span.classes:includes 'equation' then
    return nil
  end
  local math = span.content[1]
  if typst then
    local code = equation(math, 'numbering: "(1)", ')
    return pandoc.RawInline('typst', string.format('%s <%s>', code, span.identifier)), false
  end
  local shown = pandoc.Span('(' .. span.attributes.number .. ')', { class = 'equation-number' })
  return pandoc.Span({ formula(math), shown }, { id = span.identifier, class = 'equation' }), false
end

local function scrolling(tbl)
  return pandoc.Div(tbl, { class = 'scroll' }), false
end

function Pandoc(doc)
  doc = doc:walk { traverse = 'topdown', Span = numbered, Math = formula }
  return typst and doc or doc:walk { traverse = 'topdown', Table = scrolling }
end

-- The numbers of equations, and references to them, in both engines:
--
--   $$ … $$ {#eq-x}    @eq-x → "Equation 1"    [-@eq-x] → "1"    [@eq-x; @eq-y] → "Equation 1, Equation 2"
--
-- Quarto would set the number beside the formula in HTML, and leave no place for its alternative
-- text in the PDF. Each labelled formula becomes a Span for finish.lua, which knows how to write it.

local word -- for an equation, in the paper's language
local numbers = {} -- label → its number
local count = 0

local function warn(...)
  pandoc.log.warn(string.format(...))
end

local function is_equation(label)
  return label:match '^eq%-[%w_-]+$' ~= nil
end

local function numbered(math, label)
  if numbers[label] then
    warn('the label #%s is given twice', label)
  end
  count = count + 1
  numbers[label] = count
  return pandoc.Span(math, { id = label, class = 'equation', number = tostring(count) })
end

--- $$ … $$ {#eq-x} within a paragraph: the formula and its label become one Span.
local function label_formulas(inlines)
  local result = pandoc.Inlines {}
  for _, inline in ipairs(inlines) do
    local label = inline.t == 'Str' and inline.text:match '^{#(eq%-[%w_-]+)}$'
    while label and #result > 0 and (result[#result].t == 'Space' or result[#result].t == 'SoftBreak') do
      result:remove()
    end
    local formula = result[#result]
    if label and formula and formula.t == 'Math' and formula.mathtype == 'DisplayMath' then
      result[#result] = numbered(formula, label)
    else
      if label then
        warn('#%s does not stand behind a formula in $$', label)
      end
      result:insert(inline)
    end
  end
  return result
end

local function reference(citation)
  local number = numbers[citation.id]
  if not number then
    warn('@%s refers to nothing that is numbered', citation.id)
  end
  if #citation.prefix > 0 or #citation.suffix > 0 then
    warn('@%s: text inside the brackets of a cross reference', citation.id)
  end
  local shown_word = citation.mode ~= 'SuppressAuthor' and word or nil
  if FORMAT:match '^typst' then
    local supplement = shown_word and '[' .. shown_word .. ']' or 'none'
    return pandoc.RawInline('typst', string.format('#ref(<%s>, supplement: %s)', citation.id, supplement))
  end
  local shown = (shown_word and shown_word .. '\u{a0}' or '') .. (number or '?')
  return pandoc.Link(shown, '#' .. citation.id)
end

local function references(cite)
  local parts = pandoc.Inlines {}
  local found = cite.citations:filter(function(citation)
    return is_equation(citation.id)
  end)
  if #found == 0 then
    return nil
  end
  if #found < #cite.citations then
    warn('@%s: equations and other things in one bracket', found[1].id)
  end
  for _, citation in ipairs(found) do
    if #parts > 0 then
      parts:extend { pandoc.Str ',', pandoc.Space() }
    end
    parts:insert(reference(citation))
  end
  return parts
end

function Pandoc(doc)
  word = pandoc.utils.stringify(doc.meta.words.eq)
  return doc:walk({ traverse = 'topdown', Inlines = label_formulas }):walk { Cite = references }
end

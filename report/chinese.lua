-- Spaces in Chinese text: none for the end of a line between characters, and a thin one between a
-- character and a formula, as the typesetter has it between characters and Latin letters.

local chinese = {}

--- Return the code of the first (at = 1) or the last (at = -1) sign of a text, 0 for what is none.
local function code(inline, at)
  local position = inline and inline.t == 'Str' and utf8.offset(inline.text, at)
  return position and utf8.codepoint(inline.text, position) or 0
end

local function is_wide(sign) -- full-width punctuation too, which has a space of its own
  return sign >= 0x2e80
end

local function is_character(sign)
  return sign >= 0x3400 and sign <= 0x9fff
end

local function is_formula(inline)
  return inline ~= nil and inline.t == 'Math' and inline.mathtype == 'InlineMath'
end

function chinese.space(inlines)
  local result = pandoc.Inlines {}
  for index, inline in ipairs(inlines) do
    local before, after = inlines[index - 1], inlines[index + 1]
    local opens = is_formula(inline) and is_character(code(before, -1))
    local closes = is_formula(before) and is_character(code(inline, 1))
    if opens or closes then
      result:insert(pandoc.Str '\u{2005}')
    end
    if inline.t ~= 'SoftBreak' or not (is_wide(code(before, -1)) and is_wide(code(after, 1))) then
      result:insert(inline)
    end
  end
  return result
end

return chinese

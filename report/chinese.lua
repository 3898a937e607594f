-- What Chinese text has otherwise. Spaces: none for the end of a line between characters, and a thin
-- one between a character and a formula, as the typesetter has it between characters and Latin letters.
-- No line of the page begins with the punctuation behind a formula. What goes on after an equation is
-- no new paragraph: its first line is not two characters in.

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

local function closes(sign)
  return sign > 0 and ('，。；：、！？）》”’'):find(utf8.char(sign), 1, true) ~= nil
end

local function is_formula(inline)
  return inline ~= nil and inline.t == 'Math' and inline.mathtype == 'InlineMath'
end

function chinese.space(inlines)
  local result = pandoc.Inlines {}
  for index, inline in ipairs(inlines) do
    local before, after = inlines[index - 1], inlines[index + 1]
    local opens = is_formula(inline) and is_character(code(before, -1))
    local ends = is_formula(before) and is_character(code(inline, 1))
    if opens or ends then
      result:insert(pandoc.Str '\u{2005}')
    end
    if inline.t ~= 'SoftBreak' or not (is_wide(code(before, -1)) and is_wide(code(after, 1))) then
      result:insert(inline)
    end
  end
  return result
end

--- Keep a formula and the punctuation behind it together, which browsers may part.
function chinese.join(inlines)
  local result = pandoc.Inlines {}
  for _, inline in ipairs(inlines) do
    local formula = result[#result]
    if is_formula(formula) and closes(code(inline, 1)) then
      local second = utf8.offset(inline.text, 2)
      result[#result] = pandoc.Span({ formula, pandoc.Str(inline.text:sub(1, second - 1)) }, { class = 'together' })
      inline = second <= #inline.text and pandoc.Str(inline.text:sub(second)) or nil
    end
    if inline then
      result:insert(inline)
    end
  end
  return result
end

local function ends_in_equation(block)
  local last = block and block.t == 'Para' and block.content[#block.content]
  return last and (last.t == 'Math' and last.mathtype == 'DisplayMath' or last.t == 'Span' and last.classes:includes 'equation')
end

--- Mark the paragraphs that go on after an equation: 其中 …
function chinese.continue(blocks)
  local result = pandoc.Blocks {}
  for index, block in ipairs(blocks) do
    local text = block.t == 'Para' and pandoc.utils.stringify(block) or ''
    if ends_in_equation(blocks[index - 1]) and (text:match '^其中' or text:match '^式中') then
      result:extend {
        pandoc.RawBlock('typst', '#[#set par(first-line-indent: 0pt)'),
        pandoc.Div(block, { class = 'continued' }),
        pandoc.RawBlock('typst', ']'),
      }
    else
      result:insert(block)
    end
  end
  return result
end

return chinese

-- What both engines do to the paper before anything else.
--
-- The Div .abstract becomes the abstract of the title block: Quarto runs no inline code in the
-- header, and the abstract has numbers in it. Headings from the first .appendix on are lettered A,
-- B, …, A.1, … and references to them written out, since Quarto would number them on in Typst; from
-- there on figures do not float, since each belongs to the text around it. Tables lose the column
-- widths that pandoc reads off the dashes of a long pipe table. A number with its power of ten stays
-- on one line. For Typst, the columns of cases get their gap, \lvert x \rvert the form whose bars
-- stand close, and a title or cell that begins with `1.` or `=` opens no list and no heading there.

local letters = {} -- label of a heading in the appendix → "A", "A.1", …

local function take_abstract(doc)
  doc.blocks = doc.blocks:walk {
    Div = function(div)
      if div.classes:includes 'abstract' then
        doc.meta.abstract = pandoc.MetaBlocks(div.content)
        return {}
      end
    end,
  }
end

local function letter_appendix(doc)
  local count = { 0, 0, 0, 0, 0, 0 }
  local first
  for index, block in ipairs(doc.blocks) do
    if block.t == 'Header' then
      local opens, position = block.classes:find 'appendix'
      first = first or opens and index
      if opens then
        block.classes:remove(position)
      end
      if (opens or count[1] > 0 and block.level > 1) and not block.classes:includes 'unnumbered' then
        count[block.level] = count[block.level] + 1
        for level = block.level + 1, #count do
          count[level] = 0
        end
        local number = string.char(64 + count[1])
        for level = 2, block.level do
          number = number .. '.' .. count[level]
        end
        letters[block.identifier] = number
        block.classes:insert 'unnumbered'
        local shown = pandoc.Span(number, { class = 'header-section-number' })
        block.content = pandoc.Inlines { shown, pandoc.Str '\u{2002}' } .. block.content
      end
    end
  end
  if first then
    doc.blocks:insert(first, pandoc.RawBlock('typst', '#set figure(placement: none)'))
  end
end

local function refer(cite)
  local label = cite.citations[1].id
  if #cite.citations == 1 and letters[label] then
    local number = letters[label]
    if cite.citations[1].mode ~= 'SuppressAuthor' then
      number = 'Appendix\u{a0}' .. number
    end
    return pandoc.Link(number, '#' .. label)
  end
end

local function free_columns(tbl)
  for _, column in ipairs(tbl.colspecs) do
    column[2] = nil
  end
  return tbl
end

local function mend_for_typst(math)
  local text = math.text:gsub('\\begin{cases}.-\\end{cases}', function(cases)
    return (cases:gsub('&', '&\\quad '))
  end)
  text = text:gsub('\\left\\lvert', '\\lvert'):gsub('\\right\\rvert', '\\rvert')
  math.text = text:gsub('\\lvert', '\\left\\lvert'):gsub('\\rvert', '\\right\\rvert')
  return math
end

--- $2.1\times 10^{-3}$, $[1, 2]\times 10^{3}$: longer formulas may break over lines.
local function keep_number(math, typst)
  if math.mathtype ~= 'InlineMath' or not math.text:find '^[%[%]%d., −-]+\\times 10^{%-?%d+}$' then
    return math
  end
  if typst then
    return { pandoc.RawInline('typst', '#box['), math, pandoc.RawInline('typst', ']') }
  end
  return pandoc.Span(math, { class = 'number' })
end

--- Pandoc escapes what opens a list or a heading in Typst in paragraphs alone.
local function keep_word(str)
  if str.text:find '^%d+%.$' or str.text:find '^=+$' or str.text:find '^[-+/]$' then
    return pandoc.RawInline('typst', '\\' .. str.text)
  end
end

function Pandoc(doc)
  take_abstract(doc)
  letter_appendix(doc)
  local typst = FORMAT:match '^typst'
  local function set(math)
    return keep_number(typst and mend_for_typst(math) or math, typst)
  end
  return doc:walk { Cite = refer, Table = free_columns, Math = set, Str = typst and keep_word or nil }
end

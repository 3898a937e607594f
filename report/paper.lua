-- What both engines do to the paper before anything else.
--
-- The Div .abstract becomes the abstract of the title block: Quarto runs no inline code in the
-- header, and the abstract has numbers in it. Headings from the first .appendix on are lettered A,
-- B, …, A.1, … and references to them written out, since Quarto would number them on in Typst. Tables
-- lose the column widths that pandoc reads off the dashes of a long pipe table, and heads are broken
-- at every space where there are many; long ones do not float. A heading of the class new-page begins
-- a page of the PDF. A title or cell that begins with `1.` or `=` opens no list and no heading in
-- Typst, and the places that the page's scripts fill are left out there.

local script = pandoc.path.directory(PANDOC_SCRIPT_FILE)
local chinese = dofile(pandoc.path.join { script, 'chinese.lua' })
local floats = dofile(pandoc.path.join { script, 'floats.lua' })

local WIDE = 8 -- columns beyond which a table's heads have a line a word

local words -- of the paper's language, by id
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

--- A section that begins a page of the PDF, its heading above all floats of that page: none stands
--- among what the section before ends with.
local function begin_page(heading)
  return {
    pandoc.RawBlock('typst', '#pagebreak(weak: true)\n#place(top, float: true, block(width: 100%)['),
    heading,
    pandoc.RawBlock('typst', '])'),
  }
end

local function begin_pages(doc)
  local blocks = pandoc.Blocks {}
  for _, block in ipairs(doc.blocks) do
    local found, position = (block.classes or pandoc.List {}):find 'new-page'
    if found then
      block.classes:remove(position)
    end
    blocks:extend(found and FORMAT:match '^typst' and begin_page(block) or { block })
  end
  doc.blocks = blocks
end

local function letter_appendix(doc)
  local count = { 0, 0, 0, 0, 0, 0 }
  for _, block in ipairs(doc.blocks) do
    if block.t == 'Header' then
      local opens, position = block.classes:find 'appendix'
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
end

local function refer(cite)
  local label = cite.citations[1].id
  if #cite.citations == 1 and letters[label] then
    local number = letters[label]
    if cite.citations[1].mode ~= 'SuppressAuthor' then
      number = words.appendix .. '\u{a0}' .. number
    end
    return pandoc.Link(number, '#' .. label)
  end
end

--- Pandoc makes a float of every table in Typst; one without a label stands in the text.
local function free_columns(tbl)
  if tbl.identifier == '' then
    tbl.classes:insert 'typst:no-figure'
  end
  for _, column in ipairs(tbl.colspecs) do
    column[2] = nil
  end
  if #tbl.colspecs > WIDE then
    for _, row in ipairs(tbl.head.rows) do
      for _, cell in ipairs(row.cells) do
        cell.contents = cell.contents:walk { Space = pandoc.LineBreak }
      end
    end
  end
  return tbl
end

--- Pandoc escapes what opens a list or a heading in Typst in paragraphs alone.
local function keep_word(str)
  if str.text:find '^%d+%.$' or str.text:find '^=+$' or str.text:find '^[-+/]$' then
    return pandoc.RawInline('typst', '\\' .. str.text)
  end
end

local floats_of_quarto = {} -- label → true, of what Quarto has read before as floats of its own

local function note_float(float)
  floats_of_quarto[float.identifier] = true
end

--- Return the labels of all figures and tables.
local function labels_of(doc)
  local found = floats_of_quarto
  local function note(block)
    found[block.identifier] = true
  end
  doc:walk { Div = note, Table = note, Figure = note, Image = note }
  return found
end

--- Keep of a list of origins what refers to a figure or table that there is; a comma between two.
local function keep_known(tbl, known)
  for _, body in ipairs(tbl.bodies) do
    body.body = body.body:filter(function(row)
      local kept = pandoc.Inlines {}
      row.cells[1].contents:walk {
        Cite = function(cite)
          if known[cite.citations[1].id] then
            if #kept > 0 then
              kept:extend { pandoc.Str ',', pandoc.Space() }
            end
            kept:insert(cite)
          end
        end,
      }
      row.cells[1].contents = pandoc.Blocks { pandoc.Plain(kept) }
      return #kept > 0
    end)
  end
  return tbl
end

--- The list of where figures and tables come from is for the PDF: in the page each tells it itself.
local function list_origins(doc, typst)
  local known = labels_of(doc)
  doc.blocks = doc.blocks:walk {
    Div = function(div)
      if div.classes:includes 'origins' then
        return typst and div.content:walk {
          Table = function(tbl)
            return keep_known(tbl, known)
          end,
        } or {}
      end
    end,
  }
end

--- The places that the scripts of the page fill are for the page alone.
local function settle(div)
  if div.classes:includes 'live' then
    return {}
  end
  return floats.settle(div)
end

local function write(doc)
  words = {}
  for id, word in pairs(doc.meta.words or {}) do
    words[id] = pandoc.utils.stringify(word)
  end
  if pandoc.utils.stringify(doc.meta.lang or ''):match '^zh' then
    doc = doc:walk { Inlines = chinese.space }:walk { Blocks = chinese.continue }
    if FORMAT:match '^html' then
      doc = doc:walk { Inlines = chinese.join }
    end
  end
  take_abstract(doc)
  letter_appendix(doc)
  begin_pages(doc)
  local typst = FORMAT:match '^typst'
  list_origins(doc, typst)
  local filter = { Cite = refer, Table = free_columns }
  if typst then
    floats.look(doc.blocks)
    filter.Str, filter.Div = keep_word, settle
  end
  doc = doc:walk(filter)
  return typst and doc:walk { Table = floats.settle } or doc
end

-- Quarto calls FloatRefTarget for its figures and tables, which it keeps as something else than
-- the Divs and Tables of pandoc; to pandoc itself the name says nothing.
return {
  { FloatRefTarget = note_float },
  { Pandoc = write },
  FORMAT:match '^typst' and { FloatRefTarget = floats.settle } or {},
}

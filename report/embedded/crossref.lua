-- Cross references for the embedded engine, written and numbered as Quarto does it:
--
--   ::: {#fig-x} … last paragraph = caption :::      ![caption](file){#fig-x}
--   ::: {#tbl-x} … :::                                a table with ": caption {#tbl-x}"
--   ```{#lst-x .python lst-cap="caption"}            # Title {#sec-x}
--   @fig-x → "Figure 1"    [-@fig-x] → "1"    [@fig-x; @tbl-y] → "Figure 1, Table 2"
--
-- Runs before citeproc, and after equations.lua, which numbers equations. What cannot be resolved
-- is a warning, and the engine makes each warning an error. In HTML the numbers are written here; in
-- Typst they are Typst's own, so that the filter and Typst count alike only if both see the same
-- labels in the same order.

local script = pandoc.path.directory(PANDOC_SCRIPT_FILE)
local output = dofile(pandoc.path.join { script, FORMAT:match '^typst' and 'typst.lua' or 'html.lua' })

local counts = { fig = 0, tbl = 0, lst = 0 }
local sections = { 0, 0, 0, 0, 0, 0 }
local numbers = {} -- label → its number as text; "" for a heading without one

local function warn(...)
  pandoc.log.warn(string.format(...))
end

local function kind_of(label)
  return label:match '^(%a+)%-[%w_-]+$'
end

local function is_float(label)
  local kind = kind_of(label)
  return kind == 'fig' or kind == 'tbl' or kind == 'lst'
end

--- Take the next number of the label's kind.
local function number(label)
  if numbers[label] then
    warn('the label #%s is given twice', label)
  end
  local kind = kind_of(label)
  counts[kind] = counts[kind] + 1
  numbers[label] = tostring(counts[kind])
  return numbers[label]
end

local function float(label, content, caption, word_of)
  local kind = kind_of(label)
  if #caption == 0 then
    warn('#%s has no caption', label)
  end
  return output.float {
    kind = kind,
    label = label,
    word = word_of[kind],
    number = number(label),
    delimiter = word_of.delimiter,
    content = content,
    caption = caption,
  }
end

--- A picture alone in a paragraph is a part of the figure, not running text.
local function loosen(block)
  local function is_text(inline)
    return inline.t ~= 'Image' and inline.t ~= 'Space' and inline.t ~= 'SoftBreak'
  end
  if block.t == 'Para' and not block.content:find_if(is_text) then
    if #block.content > 1 then
      warn('%s: Quarto drops the images after it; write [![](…)]{.side} for each', block.content[1].src)
    end
    return pandoc.Plain(block.content)
  end
  return block
end

local function from_div(div, word_of)
  if not is_float(div.identifier) then
    return nil
  end
  local content = div.content
  local caption = pandoc.Inlines {}
  if #content > 1 and content[#content].t == 'Para' then
    caption = content:remove().content
  end
  return float(div.identifier, content:map(loosen), caption, word_of)
end

local function from_figure(figure, word_of)
  if is_float(figure.identifier) then
    local caption = pandoc.utils.blocks_to_inlines(figure.caption.long)
    return float(figure.identifier, figure.content:map(loosen), caption, word_of)
  end
end

local function from_table(tbl, word_of)
  if is_float(tbl.identifier) then
    local label = tbl.identifier
    local caption = pandoc.utils.blocks_to_inlines(tbl.caption.long)
    tbl.identifier = ''
    tbl.caption = { long = {} }
    return float(label, { tbl }, caption, word_of)
  end
end

local function from_code(code, word_of)
  if is_float(code.identifier) then
    local label = code.identifier
    local caption = pandoc.read(code.attributes['lst-cap'] or '', 'markdown').blocks
    code.identifier = ''
    code.attributes = {}
    return float(label, { code }, pandoc.utils.blocks_to_inlines(caption), word_of)
  end
end

local function from_header(header)
  if not header.classes:includes 'unnumbered' then
    sections[header.level] = sections[header.level] + 1
    for level = header.level + 1, #sections do
      sections[level] = 0
    end
  end
  if kind_of(header.identifier) == 'sec' then
    if numbers[header.identifier] then
      warn('the label #%s is given twice', header.identifier)
    end
    local numbered = not header.classes:includes 'unnumbered'
    numbers[header.identifier] = numbered and table.concat(sections, '.', 1, header.level) or ''
  end
end

local function picture(image)
  local alt = image.attributes['fig-alt'] or image.attributes['alt']
  if not alt or alt == '' then
    warn('the image %s has no fig-alt', image.src)
  end
  image.attributes['fig-alt'] = nil
  image.attributes['alt'] = alt
  return output.picture and output.picture(image) or image
end

local function references(word_of)
  return function(cite)
    local parts = pandoc.Inlines {}
    local found = 0
    for _, citation in ipairs(cite.citations) do
      local word = word_of[kind_of(citation.id) or '']
      if word then
        found = found + 1
        local given = numbers[citation.id]
        if not given or given == '' then
          warn('@%s refers to nothing that is numbered', citation.id)
        end
        if #citation.prefix > 0 or #citation.suffix > 0 then
          warn('@%s: text inside the brackets of a cross reference', citation.id)
        end
        if #parts > 0 then
          parts:extend { pandoc.Str ',', pandoc.Space() }
        end
        local shown = citation.mode ~= 'SuppressAuthor' and word or nil
        parts:insert(output.reference(citation.id, shown, given or '?'))
      end
    end
    if found > 0 and found < #cite.citations then
      warn('@%s: cross references and citations in one bracket', cite.citations[1].id)
    end
    return found > 0 and parts or nil
  end
end

local function raw(element)
  if element.format == 'typst' then
    return -- the filters of both engines write some; HTML leaves it out
  end
  warn('raw %s is not for both engines: %s', element.format, element.text)
end

function Pandoc(doc)
  local word_of = {} -- fig, tbl, lst, sec → the word for it in the paper's language
  for _, kind in ipairs { 'fig', 'tbl', 'lst', 'sec' } do
    word_of[kind] = pandoc.utils.stringify(doc.meta.words[kind])
  end
  word_of.delimiter = pandoc.utils.stringify((doc.meta.crossref or {})['title-delim'] or ':')
  local function with_words(transform)
    return function(element)
      return transform(element, word_of)
    end
  end
  doc:walk { RawBlock = raw, RawInline = raw }
  doc = doc:walk {
    traverse = 'topdown',
    Header = from_header,
    Div = with_words(from_div),
    Figure = with_words(from_figure),
    Table = with_words(from_table),
    CodeBlock = with_words(from_code),
  }
  return doc:walk { Cite = references(word_of), Image = picture }
end

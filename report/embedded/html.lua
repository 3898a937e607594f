-- How crossref.lua writes floats and references in HTML.

local output = {}

local function html(text)
  return pandoc.RawBlock('html', text)
end

--- A <figure>; the caption of tables and listings comes first.
function output.float(float)
  local name = float.word .. '\u{a0}' .. float.number .. float.delimiter
  local title = pandoc.Span(name, { class = 'float-number' })
  local caption = pandoc.Plain(pandoc.Inlines { title, pandoc.Space() } .. float.caption)
  local caption_blocks = pandoc.Blocks { html '<figcaption>', caption, html '</figcaption>' }
  local blocks = pandoc.Blocks { html(string.format('<figure id="%s" class="%s">', float.label, float.kind)) }
  if float.kind == 'fig' then
    blocks:extend(float.content)
    blocks:extend(caption_blocks)
  else
    blocks:extend(caption_blocks)
    blocks:extend(float.content)
  end
  blocks:insert(html '</figure>')
  return blocks
end

function output.reference(label, word, number)
  return pandoc.Link(word and word .. '\u{a0}' .. number or number, '#' .. label)
end

return output

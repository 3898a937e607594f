-- How crossref.lua writes floats, equations and references in HTML.

local output = {}

local function html(text)
  return pandoc.RawBlock('html', text)
end

--- A <figure>; the caption of tables and listings comes first, and wide content scrolls in its box.
function output.float(float)
  local title = pandoc.Span(float.word .. '\u{a0}' .. float.number .. ':', { class = 'float-number' })
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

function output.equation(math, label, number)
  local shown = pandoc.Span('(' .. number .. ')', { class = 'equation-number' })
  return pandoc.Span({ math, shown }, { id = label, class = 'equation' })
end

function output.reference(label, word, number)
  return pandoc.Link(word and word .. '\u{a0}' .. number or number, '#' .. label)
end

--- A wide table scrolls by itself, not with the page.
function output.table(tbl)
  return pandoc.Div(tbl, { class = 'scroll' })
end

return output

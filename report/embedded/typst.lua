-- How crossref.lua writes floats, references and pictures in Typst.

local output = {}

local function typst(text)
  return pandoc.RawBlock('typst', text)
end

local function quoted(text)
  return '"' .. text:gsub('[\\"]', '\\%0'):gsub('%s+', ' ') .. '"'
end

--- A #figure of the kind that Quarto gives it, so that one template serves both engines.
function output.float(float)
  for _, block in ipairs(float.content) do
    if block.t == 'Table' then
      block.classes:insert 'typst:no-figure' -- pandoc's own float around a table
    end
  end
  local position = float.kind == 'fig' and 'bottom' or 'top'
  local blocks = pandoc.Blocks { typst '#figure([' }
  blocks:extend(float.content)
  blocks:insert(typst(string.format('], caption: figure.caption(position: %s, [', position)))
  blocks:insert(pandoc.Plain(float.caption))
  blocks:insert(typst(string.format(
    ']), kind: "quarto-float-%s", supplement: %s) <%s>',
    float.kind,
    quoted(float.word),
    float.label
  )))
  return blocks
end

function output.reference(label, word)
  local supplement = word and '[' .. word .. ']' or 'none'
  return pandoc.RawInline('typst', string.format('#ref(<%s>, supplement: %s)', label, supplement))
end

--- pandoc leaves the alternative text of a picture out.
function output.picture(image)
  local sizes = ''
  for _, side in ipairs { 'width', 'height' } do
    if image.attributes[side] then
      sizes = sizes .. string.format(', %s: %s', side, image.attributes[side])
    end
  end
  local alt = quoted(image.attributes['alt'] or '')
  return pandoc.RawInline('typst', string.format('#box(image(%s, alt: %s%s));', quoted(image.src), alt, sizes))
end

return output

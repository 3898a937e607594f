-- MathML that looks as the TeX says, where pandoc's does not in a browser: upright bold letters
-- would be bold italics, and the hat of \hat{y} would grow as the one of \widehat{xy} does.

local mathml = {}

-- TeX's accent of one size → the sign that pandoc writes for it, and the one that stands alone, which
-- browsers place well
local accents = {
  hat = { '\u{302}', '\u{2c6}' },
  check = { '\u{30c}', '\u{2c7}' },
  tilde = { '\u{303}', '\u{2dc}' },
  bar = { '\u{203e}', '\u{af}' },
  dot = { '\u{307}', '\u{2d9}' },
  ddot = { '\u{308}', '\u{a8}' },
}

local function bold(letter)
  local first = letter:find '%u' and 0x1d400 - 65 or 0x1d41a - 97
  return utf8.char(first + letter:byte())
end

local function upright(tex)
  return (tex:gsub('\\mathbf%s*{(%a+)}', function(letters)
    return (letters:gsub('%a', bold))
  end))
end

local function fixed_accents(markup, tex)
  for name, signs in pairs(accents) do
    if tex:find('\\' .. name .. '%A') and not tex:find('\\wide' .. name) then
      local pattern = '<mover>(<mi[^>]*>[^<]*</mi>)<mo accent="true">' .. signs[1] .. '</mo></mover>'
      local accented = '<mover accent="true">%1<mo stretchy="false">' .. signs[2] .. '</mo></mover>'
      markup = markup:gsub(pattern, accented)
    end
  end
  return markup
end

--- Return a formula of pandoc's as MathML, with its TeX `source` as the annotation.
function mathml.write(math, source)
  local shown = pandoc.Math(math.mathtype, upright(math.text))
  local options = { html_math_method = 'mathml' }
  local markup = pandoc.write(pandoc.Pandoc { pandoc.Plain { shown } }, 'html5', options)
  local function annotation(opening, closing)
    local text = source:gsub('[&<>]', { ['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;' })
    return opening .. text .. closing
  end
  markup = markup:gsub('(<annotation [^>]*>).-(</annotation>)', annotation)
  return pandoc.RawInline('html', fixed_accents(markup, math.text))
end

return mathml

-- Which tables of the PDF float: those that leave room for text on the page. A longer one stands in
-- the text, where it may break, and one at the end of the paper as well: it would fill a page alone.

local floats = {}

local LONG = 21 -- lines of about 5.5 mm: half a page

--- Return how many lines a formula stands over, about.
local function height(math)
  local _, breaks = math.text:gsub('\\\\', '')
  local fraction = math.text:find '\\d?frac' and 1 or 0
  return 1 + breaks + fraction
end

local function lines(row)
  local most = 1
  for _, cell in ipairs(row.cells) do
    cell.contents:walk {
      Math = function(formula)
        most = most > height(formula) and most or height(formula)
      end,
    }
  end
  return most
end

local last -- label of what the paper ends with

--- Look at what the paper ends with.
function floats.look(blocks)
  local block = blocks[#blocks]
  while block and block.t == 'Div' and block.identifier == '' do
    block = block.content[#block.content]
  end
  last = block and block.identifier
end

local function is_long(tbl)
  local count = 0
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do
      count = count + lines(row)
    end
  end
  return count > LONG
end

--- Return a table with a label, or a Div with one around a table, so that Typst keeps it in the text
--- where it is long or the last thing; nil for all others. Quarto has a `float` and its node.
function floats.settle(float, node)
  if not float.identifier:find '^tbl%-' then
    return nil
  end
  local long = float.identifier == last
  local content = node and float.content or float
  pandoc.Blocks(content.t and { content } or content):walk {
    Table = function(tbl)
      long = long or is_long(tbl)
    end,
  }
  if long then
    local scope = pandoc.RawBlock('typst', '#[#set figure(placement: none)')
    return pandoc.Blocks { scope, node or float, pandoc.RawBlock('typst', ']') }
  end
end

return floats

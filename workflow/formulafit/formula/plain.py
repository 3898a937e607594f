"""A formula's tree as text in the formula's own language, which reads back as the same tree."""

from __future__ import annotations

from formulafit.formula.tree import (
    Binary,
    Call,
    Comparison,
    Constant,
    Input,
    Logic,
    Negative,
    Node,
    Number,
)

# How tightly a piece of text holds together, as Python has it.
OR, AND, NOT, COMPARISON, SUM, PRODUCT, NEGATIVE, POWER, ATOM = range(9)
TIGHTNESS = {"or": OR, "and": AND, "not": NOT}


def write(node: Node) -> str:
    """Return the text of a formula's tree, such as ``2*sin(x)**2 + 1``."""
    return _text(node)[0]


def _group(node: Node, least: int) -> str:
    text, tightness = _text(node)
    return text if tightness >= least else f"({text})"


def _text(node: Node) -> tuple[str, int]:
    match node:
        case Number():
            return node.text, ATOM
        case Constant() | Input():
            return node.name, ATOM
        case Negative():
            return "-" + _group(node.operand, POWER), NEGATIVE
        case Binary(operator="+" | "-"):
            right = _group(node.right, PRODUCT)
            right = f"({right})" if right.startswith("-") else right
            return f"{_group(node.left, SUM)} {node.operator} {right}", SUM
        case Binary(operator="**"):
            return f"{_group(node.left, ATOM)}**{_group(node.right, NEGATIVE)}", POWER
        case Binary():
            return (
                f"{_group(node.left, PRODUCT)}{node.operator}{_group(node.right, POWER)}",
                PRODUCT,
            )
        case Call():
            return f"{node.function}({', '.join(map(write, node.arguments))})", ATOM
        case Comparison():
            first, *rest = (_group(operand, SUM) for operand in node.operands)
            pairs = zip(node.operators, rest, strict=True)
            return " ".join([first, *(f"{sign} {operand}" for sign, operand in pairs)]), COMPARISON
        case Logic(operator="not"):
            return f"not {_group(node.operands[0], COMPARISON)}", NOT
        case Logic():
            tightness = TIGHTNESS[node.operator]
            operands = (_group(operand, tightness + 1) for operand in node.operands)
            return f" {node.operator} ".join(operands), tightness

"""What is said of errors inside the box, near its faces and outside of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formulafit.language.numbers import ONE, compact, number, percent
from formulafit.language.zh.grammar import counted, sentences

if TYPE_CHECKING:
    from formulafit.paper.facts.formulas import Formulas
    from formulafit.paper.facts.outside import Continued


def growth(formulas: Formulas) -> str:
    """Return how the error grows outside the box."""
    extremes, beyond = formulas.least_and_most_growth, ""
    if extremes:
        least, most = extremes
        low, high = (number(formulas.growth_outside[formula], 2) for formula in extremes)
        beyond = (
            f"外部的误差与内部相比，最少是{low}倍（{formulas.title(least)}），"
            f"最多是{high}倍（{formulas.title(most)}）。"
        )
        if low == high:
            beyond = f"外部的误差{f'是内部的{low}倍' if low != ONE else '与内部相当'}。"
    return sentences(beyond, "不应该用网络去预测采样区域之外的点。")


def dropped(formulas: Formulas) -> str:
    """Return how many points outside are left out, for the caption of the regions' table."""
    if not formulas.dropped:
        return "公式在这些点上都有定义"
    return f"所有公式共去掉{counted(formulas.dropped, '个没有定义的点')}"


def continued(found: Continued) -> str:
    """Return what one sees of the formula whose curves go on beyond its box."""
    chosen = f"[@fig-outside]把{found.title}{_choice(found)}的曲线延长到采样区域之外。"
    return sentences(chosen, _errors(found))


def _errors(found: Continued) -> str:
    if not found.errors:
        return ""
    (method, *sizes), *others = found.errors
    inside, outside, far = map(compact, sizes)
    first = (
        f"沿着这些曲线，`{method}`的网络在区域内部最多偏离{inside}个标准差，"
        f"在区域之外边长的{percent(found.margin)}以内最多偏离{outside}个，"
        f"{percent(found.reach)}以内最多偏离{far}个"
    )
    more = [f"`{m}`的网络依次为{'、'.join(map(compact, each))}个" for m, *each in others]
    return f"{'；'.join([first, *more])}。"


def _choice(found: Continued) -> str:
    """Return why this formula is shown, in brackets."""
    if found.formulas == 1:
        return ""
    among = "" if found.candidates == found.formulas else "单输入公式中"
    if found.candidates == 1:
        return "（唯一的单输入公式）" if among else ""
    return f"（{among}外部误差最大的公式）"


def continued_caption(found: Continued) -> str:
    """Return the caption of that figure."""
    along = f"，沿经过区域中心的${found.symbol}$方向" if found.inputs > 1 else ""
    return (
        f"{found.title}及其网络在采样区域内部和两端之外（各延长边长的{percent(found.reach)}）的"
        f"曲线{along}；下方为网络误差的绝对值，以$s$为单位。点线位于两端之外边长的"
        f"{percent(found.margin)}处，[@tbl-regions]的外部到此为止；横条表示训练数据所在的范围，"
        "三角形表示曲线从那里离开图的范围。"
    )


def continued_alt(found: Continued) -> str:
    """Return what a reader who cannot see that figure should know."""
    return f"{found.title}及其网络在采样区域内外的曲线；下方用对数坐标表示误差的绝对值。"

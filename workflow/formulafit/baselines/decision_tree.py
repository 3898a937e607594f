"""One decision tree; the least rows in a leaf by the validation error."""

from __future__ import annotations

from collections.abc import Iterator

from sklearn.tree import DecisionTreeRegressor

from formulafit.baselines.rows import Predictor, Rows, count, least

LEAST_LEAVES = (1, 2, 4, 8, 16, 32, 64)


def fit(rows: Rows) -> tuple[Predictor, str]:
    """Grow a tree by the squared error until a leaf is pure or as small as allowed."""

    def candidates() -> Iterator[tuple[Predictor, str]]:
        for leaf in LEAST_LEAVES:
            if leaf > 1 and 2 * leaf > len(rows.y):
                return
            # The seed decides between splits that are equally good.
            tree = DecisionTreeRegressor(min_samples_leaf=leaf, random_state=0)
            tree.fit(rows.X, rows.y)
            leaves = "leaf" if tree.get_n_leaves() == 1 else "leaves"
            yield tree.predict, f"{tree.get_n_leaves()} {leaves} of at least {count(leaf, 'row')}"

    return least(candidates(), rows)

"""One decision tree; the least rows in a leaf by the validation error."""

from __future__ import annotations

from collections.abc import Iterator

from sklearn.tree import DecisionTreeRegressor

from formulafit.baselines.rows import Detail, Predictor, Rows, least

LEAST_LEAVES = (1, 2, 4, 8, 16, 32, 64)


def fit(rows: Rows) -> tuple[Predictor, Detail]:
    """Grow a tree by the squared error until a leaf is pure or as small as allowed."""

    def candidates() -> Iterator[tuple[Predictor, Detail]]:
        for leaf in LEAST_LEAVES:
            if leaf > 1 and 2 * leaf > len(rows.y):
                return
            # The seed decides between splits that are equally good.
            tree = DecisionTreeRegressor(min_samples_leaf=leaf, random_state=0)
            tree.fit(rows.X, rows.y)
            yield tree.predict, {"leaves": int(tree.get_n_leaves()), "least_rows": leaf}

    return least(candidates(), rows)

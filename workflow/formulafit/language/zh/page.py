"""What the scripts of the page say."""

from __future__ import annotations

PAGE = {
    "try": "动手试试：{title}",
    "method": "训练方法",
    "replicate": "重复",
    "best": "{replicate}（最佳）",
    "value": "{input} 的数值",
    "slider": "{input} 的滑块",
    "box": "取值范围从 {low} 到 {high}",
    "prediction": "预测值",
    "formula": "公式值",
    "error": "误差",
    "undefined": "此处无定义",
    "outside": "该点在取值范围之外：网络没有见过那里的数据。",
    "left_out": "页面中没有这个网络，下面的代码可在 Python 中打开它。",
    "python": "该点的 Python 代码",
    "copy": "复制为 Python 代码",
    "copied": "已复制。",
    "selected": "已选中，请用系统的快捷键复制。",
}

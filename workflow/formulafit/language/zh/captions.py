"""Captions of figures, tables and listings whose place in the paper a cell decides."""

from __future__ import annotations

CAPTIONS = {
    "fig-gates": "把逻辑门看作半平面。实心点的输出为一，空心点的输出为零；直线为$z = 0$。",
    "fig-network": "式（[-@eq-mlp]）的多层感知机，设置为本文的默认值。",
    "fig-xor": "XOR：（a）四个输入与两个隐藏神经元对应的直线；（b）同样的输入在隐藏空间中的位置；"
    "（c）从随机初值开始训练的网络的损失，取中位数和四分位数。",
    "tbl-noise": "用带噪声的目标值训练的网络：相对于公式的NRMSE与相对于带噪声的测试目标值的NRMSE"
    "{over}。噪声以目标值标准差的倍数表示，因此对于带噪声的目标值，它本身就是完美拟合的NRMSE。",
    "tbl-others": "其他变体与公式自身的拟合：测试NRMSE{over}。",
    "tbl-predictions": "对新输入的预测，以及公式的值。",
    "tbl-resources": "直到汇总为止各规则的任务及其用量：全部任务的实际秒数和CPU秒数，"
    "以及单个任务的内存峰值。",
    "lst-config": "本次运行的配置。",
    "lst-perceptron": "感知机、逻辑门与学习规则：`{module}`。",
    "lst-network": "网络，取自`{module}`。",
    "lst-loop": "训练循环：`{module}`。",
    "lst-adam": "各次拟合所用的循环，取自`{module}`。",
    "lst-epoch": "单隐藏层时的一轮训练（编译执行），取自`{module}`。",
    "lst-optimizer": "一轮训练与优化器，取自`{module}`。",
    "lst-convergence": "收敛准则，取自`{module}`。",
}

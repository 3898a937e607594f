"""Words in pictures."""

from __future__ import annotations

PICTURES = {
    # of a fit
    "formula": "公式",
    "network": "网络",
    "output": "输出",
    "error": "误差",
    "size_of_error": "误差的绝对值",
    "training_data": "训练数据",
    "no_prediction": "没有预测：拟合{statuses}",
    "or": "或",
    # of what lies outside the box
    "network_by": "网络，{method}",
    "error_in_deviations": "误差绝对值/$s$",
    "box": "采样区域",
    "nothing_outside": "没有可以延长的网络",
    # of the test set
    "true_output": "真实输出",
    "predicted_output": "预测输出",
    "test_rows": "测试样本数",
    "test_rows_with_less": "误差更小的测试样本",
    "central_errors": "误差（中间{share}）",
    "no_error": "所有误差均为0",
    "median": "中位数",
    "95_below": "95%低于此值",
    "largest": "最大值",
    # of learning
    "rmse": "RMSE（与输出同单位）",
    "training": "训练",
    "validation": "验证",
    "validation_by": "验证，{method}",
    "kept": "保留",
    "epoch": "轮",
    "apart": "相对差",
    "work": "计算量（乘加次数）",
    # of studies
    "test_nrmse": "测试NRMSE",
    "test_rmse": "测试RMSE（与输出同单位）",
    "median_of_formulas": "{formulas}个公式的中位数",
    "replicate": "单次重复",
    "some_lost": "{replicates}次中{lost}次{statuses}",
    "noise": "噪声（以输出的标准差为单位）",
    "hidden_units": "隐藏神经元数",
    "hidden_units_one_layer": "隐藏神经元数（单隐藏层）",
    "several_layers": "多个隐藏层",
    # of perceptrons and networks
    "input_space": "输入空间",
    "hidden_space": "隐藏空间",
    "from_scratch": "从头训练",
    "rate": "{units}个神经元：{rate}",
    "loss": "损失（MSE）",
    "output_is": "输出{value}",
    "one_input": "1个输入",
    "inputs": "{count}个输入",
    "one_hidden_unit": "1个隐藏神经元",
    "count_hidden_units": "{count}个隐藏神经元",
    "one_unit": "1个神经元",
    "units": "{count}个神经元",
    "one_output": "1个输出",
    "identity": "恒等",
}

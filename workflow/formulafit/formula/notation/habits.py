"""What other languages, books and pocket calculators call functions, as formulas write it."""

from __future__ import annotations

from formulafit.formula.functions import FUNCTIONS

INVERSES = {name: f"a{name}" for name in FUNCTIONS if f"a{name}" in FUNCTIONS}  # sin^-1 is asin

# Functions that C and Fortran have once a precision, sinf and dsin, with what they are applied to.
PRECISIONS = {
    **dict.fromkeys(("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh"), "a"),
    **dict.fromkeys(("exp", "log", "log10", "sqrt", "cbrt", "abs"), "a"),
    "atan2": "a, b",
}

# A name, in small letters, and the call in terms of its arguments a, b, c.
HABITS = {
    **{f"{name}f": f"{name}({given})" for name, given in PRECISIONS.items()},
    **{f"d{name}": f"{name}({given})" for name, given in PRECISIONS.items()},
    # trigonometry
    **dict.fromkeys(("sen", "sinus", "sine"), "sin(a)"),
    **dict.fromkeys(("cosinus", "cosine"), "cos(a)"),
    **dict.fromkeys(("tg", "tangent"), "tan(a)"),
    **dict.fromkeys(("ctg", "cotg", "cotan", "ctan"), "cot(a)"),
    "cosec": "csc(a)",
    **dict.fromkeys(("arcsen", "asen"), "asin(a)"),
    **dict.fromkeys(("arctg", "atg"), "atan(a)"),
    **dict.fromkeys(("acot", "arccot", "arcctg"), "pi/2 - atan(a)"),
    **dict.fromkeys(("asec", "arcsec"), "acos(1/a)"),
    **dict.fromkeys(("acsc", "arccsc"), "asin(1/a)"),
    **dict.fromkeys(("sind", "sindeg"), "sin(a*pi/180)"),
    **dict.fromkeys(("cosd", "cosdeg"), "cos(a*pi/180)"),
    **dict.fromkeys(("tand", "tandeg"), "tan(a*pi/180)"),
    "sinpi": "sin(pi*a)",
    "cospi": "cos(pi*a)",
    **dict.fromkeys(("radians", "rad", "deg2rad"), "a*pi/180"),
    **dict.fromkeys(("degrees", "deg", "rad2deg"), "a*180/pi"),
    # hyperbolic functions
    "sh": "sinh(a)",
    "ch": "cosh(a)",
    "th": "tanh(a)",
    **dict.fromkeys(("coth", "cth"), "1/tanh(a)"),
    "sech": "1/cosh(a)",
    "csch": "1/sinh(a)",
    **dict.fromkeys(("arsinh", "arsh"), "asinh(a)"),
    **dict.fromkeys(("arcosh", "arch"), "acosh(a)"),
    **dict.fromkeys(("artanh", "arth"), "atanh(a)"),
    **dict.fromkeys(("acoth", "arccoth", "arcoth"), "atanh(1/a)"),
    **dict.fromkeys(("asech", "arcsech", "arsech"), "acosh(1/a)"),
    **dict.fromkeys(("acsch", "arccsch", "arcsch"), "asinh(1/a)"),
    # powers and logarithms
    **dict.fromkeys(("pow", "power", "powf"), "a**b"),
    "square": "a**2",
    "cube": "a**3",
    "reciprocal": "1/a",
    **dict.fromkeys(("root", "nthroot", "surd"), "a**(1/b)"),
    **dict.fromkeys(("cuberoot", "curt"), "cbrt(a)"),
    "hypot": "sqrt(a**2 + b**2)",
    "exp2": "2**a",
    "exp10": "10**a",
    "expm1": "exp(a) - 1",
    "log1p": "log(1 + a)",
    **dict.fromkeys(("loge", "alog"), "log(a)"),
    **dict.fromkeys(("lg", "alog10"), "log10(a)"),
    **dict.fromkeys(("ld", "lb"), "log2(a)"),
    # rounding and steps
    **dict.fromkeys(("fabs", "absolute", "magnitude"), "abs(a)"),
    "signum": "sign(a)",
    "ceiling": "ceil(a)",
    **dict.fromkeys(("round", "rint", "nint"), "floor(a + 0.5)"),
    **dict.fromkeys(("trunc", "fix", "int"), "sign(a)*floor(abs(a))"),
    **dict.fromkeys(("frac", "fract"), "a - floor(a)"),
    **dict.fromkeys(("modulo", "remainder"), "mod(a, b)"),
    # with the sign of what is divided
    **dict.fromkeys(("fmod", "rem", "dmod"), "sign(a)*mod(abs(a), abs(b))"),
    **dict.fromkeys(("step", "unitstep", "heavisidetheta"), "heaviside(a)"),
    **dict.fromkeys(("fmax", "maximum", "amax1", "dmax1"), "max(a, b)"),
    **dict.fromkeys(("fmin", "minimum", "amin1", "dmin1"), "min(a, b)"),
    **dict.fromkeys(("clip", "clamp"), "min(max(a, b), c)"),
    "rect": "where(abs(a) < 0.5, 1, 0)",
    "tri": "max(1 - abs(a), 0)",
    # arithmetic by words
    **dict.fromkeys(("plus", "add"), "a + b"),
    **dict.fromkeys(("minus", "subtract"), "a - b"),
    **dict.fromkeys(("times", "multiply"), "a*b"),
    **dict.fromkeys(("divide", "rdivide"), "a/b"),
    "negative": "-a",
    "sumsq": "a**2 + b**2",
    # choices
    "boole": "a",
    **dict.fromkeys(("if", "iif", "ifelse", "ite", "cond"), "where(a, b, c)"),
    # statistics and networks
    **dict.fromkeys(("factorial", "fact"), "gamma(a + 1)"),
    "tgamma": "gamma(a)",
    **dict.fromkeys(("lgamma", "gammaln", "loggamma"), "log(abs(gamma(a)))"),
    "beta": "gamma(a)*gamma(b)/gamma(a + b)",
    **dict.fromkeys(("expit", "logistic"), "sigmoid(a)"),
    "logit": "log(a/(1 - a))",
    "softplus": "log(1 + exp(a))",
    **dict.fromkeys(("silu", "swish"), "a*sigmoid(a)"),
    "gelu": "a*(1 + erf(a/sqrt(2)))/2",
}

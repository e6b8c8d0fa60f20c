# A toy engine of forward mode in another language: `npx dualtape conform --engine 'cmd: python3 examples/toy_engine.py'`.
import json
import math
import sys

WORDS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf, "-0": -0.0}


def exp(x):
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


# A value and its tangent, of each op that the engine has.
OPS = {
    "add": lambda a, b: (a[0] + b[0], a[1] + b[1]),
    "sub": lambda a, b: (a[0] - b[0], a[1] - b[1]),
    "mul": lambda a, b: (a[0] * b[0], a[1] * b[0] + a[0] * b[1]),
    "sin": lambda x: (math.sin(x[0]), math.cos(x[0]) * x[1]),
    "exp": lambda x: (exp(x[0]), exp(x[0]) * x[1]),
}


def run(program, scope):
    for name, op, args, *_ in program["steps"]:
        scope[name] = OPS[op](*(scope[arg] if isinstance(arg, str) else (float(arg), 0.0) for arg in args))
    return scope[program["output"]]


def number(x):
    words = {math.inf: "inf", -math.inf: "-inf"}
    return "nan" if x != x else "-0" if x == 0 and math.copysign(1, x) < 0 else words.get(x, x)


def tensor(x):
    return {"shape": [], "dtype": "float64", "data": [number(x)]}


def answer(program, at, ask, cotangent=None, **_):
    missing = {step[1] for step in program["steps"]} - set(OPS)
    if missing or any(x["shape"] for x in at.values()):
        return {"is": "unsupported", "why": f"it has no {', '.join(sorted(missing)) or 'arrays'}"}
    numbers = {name: WORDS.get(x["data"][0], x["data"][0]) for name, x in at.items()}
    along = lambda one: run(program, {name: (x, float(name == one)) for name, x in numbers.items()})
    if ask == "value":
        return {"is": "value", "value": tensor(along(None)[0])}
    weight = 1.0 if cotangent is None else WORDS.get(cotangent["data"][0], cotangent["data"][0])
    return {"is": "gradient", "gradient": {name: tensor(along(name)[1] * weight) for name in program["inputs"]}}


hello = {"protocol": 1, "name": "toy-python", "version": "1.0.0", "precision": "float64", "modes": ["forward"]}
print(json.dumps(hello), flush=True)
for line in sys.stdin:
    question = json.loads(line)
    try:
        print(json.dumps({"id": question["id"], **answer(**question)}), flush=True)
    except (ArithmeticError, ValueError) as error:
        print(json.dumps({"id": question["id"], "is": "error", "message": str(error)}), flush=True)

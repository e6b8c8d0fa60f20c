# JAX or PyTorch as an engine under test: questions from standard input, answers to standard output, a line each.
# python3 engine.py --engine jax|torch. docs/guide/write-an-adapter.md has the protocol.
import argparse
import importlib
import json
import sys

WORDS = {"nan": float("nan"), "inf": float("inf"), "-inf": float("-inf"), "-0": -0.0}


class Unsupported(Exception):
    """What an engine does not have."""


def number_of(numeral):
    """The number that a numeral stands for."""
    return WORDS[numeral] if isinstance(numeral, str) else float(numeral)


def numeral_of(x):
    """The numeral that stands for a number: JSON has neither NaN nor infinities."""
    if x != x:
        return "nan"
    if x in (float("inf"), float("-inf")):
        return "inf" if x > 0 else "-inf"
    return "-0" if x == 0 and str(x) == "-0.0" else x


class Interpreter:
    """Programs as functions of an engine's values."""

    def __init__(self, engine, program):
        self.engine = engine
        self.functions = program.get("functions", {})
        self.program = program

    def main(self, *args):
        return self.closure(self.program, {})(*args)

    def closure(self, own, around):
        def run(*args):
            scope = dict(around)
            scope.update(zip(own["inputs"], args))
            for name, op, names, *params in own["steps"]:
                scope[name] = self.step(op, names, params[0] if params else {}, scope)
            return self.read(own["output"], scope)

        return run

    def read(self, name, scope):
        return scope[name] if isinstance(name, str) else self.engine.array([float(name)], [])

    def step(self, op, names, params, scope):
        engine = self.engine
        if op == "constant":
            data = params["data"] if isinstance(params["data"], list) else [params["data"]]
            return engine.array([number_of(x) for x in data], params.get("shape", []))
        count = {"cond": 2, "while": 2}.get(op, 1 if op in ("call", "grad", "jvp", "vmap") else 0)
        fs = [self.closure(self.functions[name], dict(scope)) for name in names[:count]]
        args = [self.read(name, scope) for name in names[count:]]
        if op == "pow" and not isinstance(names[1], str):
            # A power that is a constant is written as one.
            args[1] = names[1]
        if op == "call":
            return fs[0](*args)
        if op == "grad":
            wrt, mode = int(params.get("wrt", 0)), params.get("mode", "reverse")
            total = lambda x: engine.total(fs[0](*args[:wrt], x, *args[wrt + 1 :]))
            return gradient(engine, total, [args[wrt]], mode)[0]
        if op == "jvp":
            half = len(args) // 2
            return engine.jvp(fs[0], args[:half], args[half:])
        if op == "vmap":
            return engine.vmap(fs[0])(*args)
        if op == "cond":
            return fs[0 if engine.truth(args[0]) else 1](*args[1:])
        if op == "while":
            state = args[0]
            while engine.truth(fs[0](state)):
                state = fs[1](state)
            return state
        if op not in engine.ops:
            raise Unsupported(f"{engine.name} has no {op}")
        return engine.ops[op](args, params)


def gradient(engine, f, at, mode):
    """The gradient of a function to a number: backwards, or along each unit vector, where branches may be taken."""
    if mode == "reverse":
        return engine.reverse(f, at)
    still = [engine.zeros(x) for x in at]
    along = lambda i, unit: engine.jvp(f, at, [*still[:i], unit, *still[i + 1 :]])
    return [engine.shaped([along(i, unit) for unit in engine.units(x)], x) for i, x in enumerate(at)]


def derivative(engine, f, args, mode):
    """The gradient of the sum of f; or that of the sum of its elements, of which the outer mode is named first."""
    total = lambda *xs: engine.total(f(*xs))
    if mode in ("forward", "reverse"):
        return gradient(engine, total, args, mode)
    outer, inner = ("forward" if letter == "f" else "reverse" for letter in mode)
    inside = lambda *xs: sum(engine.total(g) for g in gradient(engine, total, list(xs), inner))
    return gradient(engine, inside, args, outer)


def answer(engine, question):
    program, ask = question["program"], question["ask"]
    tensors = [question["at"][name] for name in program["inputs"]]
    args = [engine.array([number_of(x) for x in t["data"]], t["shape"]) for t in tensors]
    f = Interpreter(engine, program).main
    if ask == "value":
        return {"is": "value", "value": tensor_of(engine, f(*args))}
    cotangent = question.get("cotangent")
    if cotangent is None:
        weighted = f
    else:
        weights = engine.array([number_of(x) for x in cotangent["data"]], cotangent["shape"])
        weighted = lambda *xs: f(*xs) * weights
    slopes = derivative(engine, weighted, args, ask)
    return {"is": "gradient", "gradient": {n: tensor_of(engine, g) for n, g in zip(program["inputs"], slopes)}}


def tensor_of(engine, x):
    shape, data = engine.numbers(x)
    return {"shape": shape, "dtype": "float64", "data": [numeral_of(float(v)) for v in data]}


def guarded(engine, question):
    """The answer to a question, whatever it takes."""
    try:
        return answer(engine, question)
    except Unsupported as why:
        return {"is": "unsupported", "why": str(why)}
    except Exception as error:  # What an engine throws is its answer.
        lines = str(error).strip().split("\n")
        return {"is": "error", "message": f"{type(error).__name__}: {lines[0]}"}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", choices=["jax", "torch"], required=True)
    name = parser.parse_args().engine
    # Whatever libraries print goes where the suite does not read.
    out, sys.stdout = sys.stdout, sys.stderr

    def say(line):
        print(json.dumps(line, allow_nan=False), file=out, flush=True)

    try:
        engine = importlib.import_module(f"{name}_engine").engine()
    except ModuleNotFoundError as missing:
        if missing.name != name:
            raise
        python = sys.executable or "python3"
        return say({"protocol": 1, "name": name, "absent": f"{name} is not installed here: {python} -m pip install {name}"})
    modes = ["forward", "reverse", "ff", "fr", "rf", "rr"]
    identity = {"name": name, "version": engine.version, "precision": "float64", "modes": modes, "profile": name}
    say({"protocol": 1, **identity})
    for line in sys.stdin:
        question = json.loads(line)
        say({"id": question["id"], **guarded(engine, question)})


if __name__ == "__main__":
    main()

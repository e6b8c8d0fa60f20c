# The vocabulary in the ops of PyTorch.
import torch
from engine_ops import axes, flag, indices, named, padding_of, per_axis, ranges
from torch.nn import functional as nn

torch.set_default_dtype(torch.float64)

PLAIN = """sub mul div neg:negative pow round asin acos atan atan2 asinh acosh atanh less lessEqual:less_equal greater
greaterEqual:greater_equal equal:eq notEqual:not_equal logicalAnd:logical_and logicalOr:logical_or
logicalNot:logical_not isNaN:isnan nanToNum:nan_to_num floorDivide:floor_divide add reciprocal square abs sign
remainder fmod copysign floor ceil trunc exp exp2 expm1 log log2 log10 log1p logaddexp sqrt rsqrt hypot sin cos tan
sinc sinh cosh tanh maximum minimum clip where ravel dot outer matmul kron trace diag"""
NN = """relu relu6 elu selu gelu silu mish softplus sigmoid logSigmoid:logsigmoid softsign hardTanh:hardtanh"""
SPECIAL = "erf erfc erfinv lgamma:gammaln digamma ndtr logit xlogy"
LINALG = "det inv pinv svdvals"
EXTREMES = {"max": torch.amax, "min": torch.amin}


class Torch:
    name = "torch"
    version = torch.__version__

    def array(self, data, shape):
        return torch.tensor(data, dtype=torch.float64).reshape(shape)

    def numbers(self, x):
        # A derivative that is zero for sure has no storage to read.
        plain = torch.zeros(x.shape) if x._is_zerotensor() else x.detach().to(torch.float64)
        return list(x.shape), plain.ravel().tolist()

    def total(self, x):
        return torch.sum(x)

    def reverse(self, f, at):
        return list(torch.func.grad(f, argnums=tuple(range(len(at))))(*at))

    def zeros(self, x):
        return torch.zeros(x.shape)

    def units(self, x):
        return [unit.reshape(x.shape) for unit in torch.eye(x.numel())]

    def shaped(self, elements, x):
        return torch.stack(elements).reshape(x.shape) if elements else torch.zeros(x.shape)

    def jvp(self, f, at, tangents):
        return torch.func.jvp(f, tuple(at), tuple(tangents))[1]

    def vmap(self, f):
        return torch.func.vmap(f)

    def truth(self, x):
        return bool(x != 0)


def dims(params, x):
    """The axes of a reduction; PyTorch wants all of them by name."""
    axis = axes(params)
    return tuple(range(x.ndim)) if axis is None else axis


def reduction(f):
    return lambda args, params: f(args[0], dim=dims(params, args[0]), keepdim=flag(params, "keepDims"))


def spread(f):
    def run(args, params):
        keep = flag(params, "keepDims")
        return f(args[0], dim=axes(params), correction=params.get("ddof", 0), keepdim=keep)

    return run


def whole(all_axes, of_one):
    """Ops that know all axes, or one."""

    def run(args, params):
        axis, keep = params.get("axis"), flag(params, "keepDims")
        return all_axes(args[0]) if axis is None and not keep else of_one(args[0], axis, keep)

    return run


def along(f):
    return lambda args, params: f(args[0], dim=params.get("axis", -1))


def window(name):
    def run(args, params):
        x, size = args[0], params["window"]
        pads = padding_of(params, len(size))
        if any(before != after for before, after in pads):
            raise ValueError("PyTorch pads both ends alike")
        pool = getattr(nn, f"{name}_pool{len(size)}d")
        return pool(x, size, per_axis(params.get("stride") or size, len(size)), [pad for pad, _ in pads])

    return run


def conv(args, params):
    x, w = args
    n = x.ndim - 2
    pads = padding_of(params, n)
    padded = nn.pad(x, [end for pair in reversed(pads) for end in pair])
    return getattr(nn, f"conv{n}d")(padded, w, stride=per_axis(params.get("stride", 1), n))


def pad(args, params):
    width = [end for pair in reversed(params["width"]) for end in pair]
    mode = {"edge": "replicate", "wrap": "circular"}.get(params.get("mode", "constant"), params.get("mode", "constant"))
    if mode == "constant":
        return nn.pad(args[0], width)
    x = args[0]
    return nn.pad(x[None, None], width, mode=mode)[0, 0]


def sliced(args, params):
    x = args[0]
    brackets = []
    for axis, r in enumerate(ranges(params)):
        if isinstance(r, slice) and (r.step or 1) < 0:
            # There are no negative steps: the elements by their indices.
            r = list(range(*r.indices(x.shape[axis])))
        brackets.append(r)
    return x[tuple(brackets)]


def scattered(accumulate):
    def run(args, params):
        where = tuple(torch.tensor(axis) for axis in indices(params))
        return args[0].index_put(where, args[1], accumulate=accumulate)

    return run


def segment_sum(args, params):
    x, ids = args[0], torch.tensor(params["segmentIds"])
    return torch.zeros(params["numSegments"], *x.shape[1:]).index_add(0, ids, x)


def qr(args, params):
    q, r = torch.linalg.qr(args[0])
    signs = torch.where(torch.diagonal(r) < 0, -1.0, 1.0)
    return q * signs if params.get("output", 0) == 0 else signs[:, None] * r


def pair(f):
    return lambda args, params: f(args[0])[params.get("output", 0)]


def take(args, params):
    axis, where = params.get("axis", 0), torch.tensor(params["indices"])
    return args[0].index_select(axis, where.ravel()).unflatten(axis, where.shape)


def split(args, params):
    axis = params.get("axis", 0)
    return args[0].unflatten(axis, (params["sections"], -1)).select(axis, params.get("output", 0))


def symmetric(a):
    """What is decomposed: PyTorch reads one triangle, and takes for granted that tangents are symmetric."""
    return (a + a.mT) / 2


OPS = {
    **named(torch, PLAIN),
    **named(nn, NN),
    **named(torch.special, SPECIAL),
    **named(torch.linalg, LINALG),
    **{name: reduction(f) for name, f in EXTREMES.items()},
    "sum": reduction(torch.sum),
    "mean": reduction(torch.mean),
    "prod": whole(torch.prod, torch.prod),
    "var": spread(torch.var),
    "std": spread(torch.std),
    "logsumexp": reduction(torch.logsumexp),
    "norm": lambda a, p: torch.linalg.vector_norm(a[0]),
    "leakyRelu": lambda a, p: nn.leaky_relu(a[0], p.get("slope", 0.01)),
    "softmax": along(torch.softmax),
    "logSoftmax": along(torch.log_softmax),
    "argmax": along(torch.argmax),
    "cumsum": along(torch.cumsum),
    "cumprod": along(torch.cumprod),
    "cummax": lambda a, p: torch.cummax(a[0], p.get("axis", -1))[0],
    "diff": along(torch.diff),
    "sort": lambda a, p: torch.sort(a[0], dim=p.get("axis", -1))[0],
    "identity": lambda a, p: a[0],
    "stopGradient": lambda a, p: a[0].detach(),
    "cast": lambda a, p: a[0].to(getattr(torch, p["dtype"])),
    "toInteger": lambda a, p: a[0].to(torch.int64).to(torch.float64),
    "reshape": lambda a, p: torch.reshape(a[0], p["shape"]),
    "transpose": lambda a, p: a[0].permute(p.get("axes") or tuple(range(a[0].ndim))[::-1]),
    "squeeze": lambda a, p: torch.squeeze(a[0]) if axes(p) is None else torch.squeeze(a[0], axes(p)),
    "expandDims": lambda a, p: torch.unsqueeze(a[0], p.get("axis", 0)),
    "broadcastTo": lambda a, p: torch.broadcast_to(a[0], p["shape"]),
    "concatenate": lambda a, p: torch.cat(a, dim=p.get("axis", 0)),
    "stack": lambda a, p: torch.stack(a, dim=p.get("axis", 0)),
    "split": split,
    "tile": lambda a, p: torch.tile(a[0], p["reps"] if isinstance(p["reps"], list) else [p["reps"]]),
    "repeat": lambda a, p: torch.repeat_interleave(a[0], p["repeats"], dim=p.get("axis")),
    "flip": lambda a, p: torch.flip(a[0], [p["axis"]] if isinstance(p.get("axis"), int) else list(range(a[0].ndim))),
    "roll": lambda a, p: torch.roll(a[0], p["shift"], p.get("axis")),
    "pad": pad,
    "tril": lambda a, p: torch.tril(a[0], p.get("k", 0)),
    "triu": lambda a, p: torch.triu(a[0], p.get("k", 0)),
    "slice": sliced,
    "take": take,
    "takeAlongAxis": lambda a, p: torch.take_along_dim(a[0], torch.tensor(p["indices"]), p.get("axis", -1)),
    "gather": lambda a, p: a[0][tuple(torch.tensor(axis) for axis in indices(p))],
    "scatter": scattered(False),
    "scatterAdd": scattered(True),
    "segmentSum": segment_sum,
    "topK": lambda a, p: torch.topk(a[0], p["k"])[0],
    "cross": lambda a, p: torch.linalg.cross(*a),
    "tensordot": lambda a, p: torch.tensordot(a[0], a[1], dims=p.get("axes", 2)),
    "einsum": lambda a, p: torch.einsum(p["spec"], *a),
    "conv": conv,
    "maxPool": window("max"),
    "avgPool": window("avg"),
    "solve": lambda a, p: torch.linalg.solve(*a),
    "slogdet": pair(torch.linalg.slogdet),
    "eigh": pair(lambda a: torch.linalg.eigh(symmetric(a))),
    "cholesky": lambda a, p: torch.linalg.cholesky(symmetric(a[0])),
    "qr": qr,
    "triangularSolve": lambda a, p: triangular(*a, upper=not p.get("lower", True)),
    "expm": lambda a, p: torch.linalg.matrix_exp(a[0]),
    "matrixPower": lambda a, p: torch.linalg.matrix_power(a[0], p["n"]),
}


def triangular(a, b, upper):
    if b.ndim > 1:
        return torch.linalg.solve_triangular(a, b, upper=upper)
    return torch.linalg.solve_triangular(a, b[:, None], upper=upper)[:, 0]


def engine():
    found = Torch()
    found.ops = OPS
    return found

# The vocabulary in the ops of JAX.
import jax
import jax.numpy as jnp
import numpy as np
from engine_ops import axes, flag, indices, named, padding_of, per_axis, ranges
from jax import lax, nn
from jax.scipy import linalg, special

jax.config.update("jax_enable_x64", True)

PLAIN = """sub:subtract mul:multiply div:divide neg:negative pow:power round:rint asin:arcsin acos:arccos atan:arctan
atan2:arctan2 asinh:arcsinh acosh:arccosh atanh:arctanh less lessEqual:less_equal greater greaterEqual:greater_equal
equal notEqual:not_equal logicalAnd:logical_and logicalOr:logical_or logicalNot:logical_not isNaN:isnan
nanToNum:nan_to_num floorDivide:floor_divide add reciprocal square abs sign remainder fmod copysign floor ceil trunc
exp exp2 expm1 log log2 log10 log1p logaddexp sqrt cbrt hypot sin cos tan sinc sinh cosh tanh maximum minimum clip
where ravel dot outer matmul kron cross trace diag"""
NN = "relu relu6 elu selu silu mish softplus sigmoid logSigmoid:log_sigmoid softsign:soft_sign hardTanh:hard_tanh"
SPECIAL = "erf erfc erfinv lgamma:gammaln digamma ndtr logit xlogy"
LINALG = "det inv solve pinv norm"
REDUCE = "sum mean prod max min var std median"


class Jax:
    name = "jax"
    version = jax.__version__

    def array(self, data, shape):
        return jnp.asarray(np.array(data, dtype=np.float64).reshape(shape))

    def numbers(self, x):
        return list(jnp.shape(x)), np.asarray(x, dtype=np.float64).ravel().tolist()

    def total(self, x):
        return jnp.sum(x)

    def reverse(self, f, at):
        return list(jax.grad(f, argnums=tuple(range(len(at))))(*at))

    def zeros(self, x):
        return jnp.zeros(jnp.shape(x))

    def units(self, x):
        return [unit.reshape(jnp.shape(x)) for unit in jnp.eye(jnp.size(x))]

    def shaped(self, elements, x):
        return jnp.stack(elements).reshape(jnp.shape(x)) if elements else jnp.zeros(jnp.shape(x))

    def jvp(self, f, at, tangents):
        return jax.jvp(f, tuple(at), tuple(tangents))[1]

    def vmap(self, f):
        return jax.vmap(f)

    def truth(self, x):
        return bool(x != 0)


def reduction(f):
    def run(args, params):
        more = {"ddof": params["ddof"]} if "ddof" in params else {}
        return f(args[0], axis=axes(params), keepdims=flag(params, "keepDims"), **more)

    return run


def along(f):
    return lambda args, params: f(args[0], axis=params.get("axis", -1))


def window(init, op, scale=False):
    def run(args, params):
        x, size = args[0], params["window"]
        n = len(size)
        strides = per_axis(params.get("stride") or size, n)
        pads = [(0, 0), (0, 0)] + padding_of(params, n)
        y = lax.reduce_window(x, init, op, (1, 1, *size), (1, 1, *strides), pads)
        return y / np.prod(size) if scale else y

    return run


def conv(args, params):
    x, w = args
    n = x.ndim - 2
    return lax.conv_general_dilated(x, w, per_axis(params.get("stride", 1), n), padding_of(params, n))


def norm(args, params):
    return jnp.linalg.norm(jnp.ravel(args[0]))


def qr(args, params):
    q, r = jnp.linalg.qr(args[0])
    signs = jnp.where(jnp.diagonal(r) < 0, -1.0, 1.0)
    return q * signs if params.get("output", 0) == 0 else signs[:, None] * r


def pair(f):
    return lambda args, params: f(args[0])[params.get("output", 0)]


OPS = {
    **named(jnp, PLAIN),
    **named(nn, NN),
    **named(special, SPECIAL),
    **named(jnp.linalg, LINALG),
    **{name: reduction(getattr(jnp, name)) for name in REDUCE.split()},
    "rsqrt": lambda a, p: lax.rsqrt(a[0]),
    "leakyRelu": lambda a, p: nn.leaky_relu(a[0], p.get("slope", 0.01)),
    "gelu": lambda a, p: nn.gelu(a[0], approximate=False),
    "softmax": along(nn.softmax),
    "logSoftmax": along(nn.log_softmax),
    "logsumexp": reduction(special.logsumexp),
    "norm": norm,
    "argmax": along(jnp.argmax),
    "cumsum": along(jnp.cumsum),
    "cumprod": along(jnp.cumprod),
    "cummax": lambda a, p: lax.cummax(a[0], axis=p.get("axis", -1) % a[0].ndim),
    "diff": along(jnp.diff),
    "sort": along(jnp.sort),
    "identity": lambda a, p: a[0],
    "stopGradient": lambda a, p: lax.stop_gradient(a[0]),
    "cast": lambda a, p: a[0].astype(p["dtype"]),
    "toInteger": lambda a, p: a[0].astype(jnp.int32).astype(jnp.float64),
    "reshape": lambda a, p: jnp.reshape(a[0], p["shape"]),
    "transpose": lambda a, p: jnp.transpose(a[0], p.get("axes")),
    "squeeze": lambda a, p: jnp.squeeze(a[0], axes(p)),
    "expandDims": lambda a, p: jnp.expand_dims(a[0], p.get("axis", 0)),
    "broadcastTo": lambda a, p: jnp.broadcast_to(a[0], p["shape"]),
    "concatenate": lambda a, p: jnp.concatenate(a, axis=p.get("axis", 0)),
    "stack": lambda a, p: jnp.stack(a, axis=p.get("axis", 0)),
    "split": lambda a, p: jnp.split(a[0], p["sections"], axis=p.get("axis", 0))[p.get("output", 0)],
    "tile": lambda a, p: jnp.tile(a[0], p["reps"]),
    "repeat": lambda a, p: jnp.repeat(a[0], p["repeats"], axis=p.get("axis")),
    "flip": lambda a, p: jnp.flip(a[0], p.get("axis")),
    "roll": lambda a, p: jnp.roll(a[0], p["shift"], p.get("axis")),
    "pad": lambda a, p: jnp.pad(a[0], p["width"], mode=p.get("mode", "constant")),
    "tril": lambda a, p: jnp.tril(a[0], p.get("k", 0)),
    "triu": lambda a, p: jnp.triu(a[0], p.get("k", 0)),
    "slice": lambda a, p: a[0][ranges(p)],
    "take": lambda a, p: jnp.take(a[0], np.array(p["indices"]), axis=p.get("axis", 0)),
    "takeAlongAxis": lambda a, p: jnp.take_along_axis(a[0], np.array(p["indices"]), axis=p.get("axis", -1)),
    "gather": lambda a, p: a[0][indices(p)],
    "scatter": lambda a, p: a[0].at[indices(p)].set(a[1]),
    "scatterAdd": lambda a, p: a[0].at[indices(p)].add(a[1]),
    "segmentSum": lambda a, p: jax.ops.segment_sum(a[0], np.array(p["segmentIds"]), p["numSegments"]),
    "topK": lambda a, p: lax.top_k(a[0], p["k"])[0],
    "tensordot": lambda a, p: jnp.tensordot(a[0], a[1], axes=p.get("axes", 2)),
    "einsum": lambda a, p: jnp.einsum(p["spec"], *a),
    "conv": conv,
    "maxPool": window(-np.inf, lax.max),
    "avgPool": window(0.0, lax.add, scale=True),
    "slogdet": pair(jnp.linalg.slogdet),
    "eigh": pair(jnp.linalg.eigh),
    "svdvals": lambda a, p: jnp.linalg.svd(a[0], compute_uv=False),
    "qr": qr,
    "cholesky": lambda a, p: jnp.linalg.cholesky(a[0]),
    "triangularSolve": lambda a, p: linalg.solve_triangular(a[0], a[1], lower=p.get("lower", True)),
    "expm": lambda a, p: linalg.expm(a[0]),
    "matrixPower": lambda a, p: jnp.linalg.matrix_power(a[0], p["n"]),
}


def engine():
    found = Jax()
    found.ops = OPS
    return found

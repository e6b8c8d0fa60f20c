# Reading the parameters of steps, for both engines.


def named(module, names):
    """Ops that need no more than their arguments: `name`, or `name:theirs`."""
    pairs = (name.partition(":") for name in names.split())
    return {name: direct(getattr(module, theirs or name)) for name, _, theirs in pairs}


def direct(f):
    return lambda args, params: f(*args)


def axes(params):
    """An axis, several as a tuple, or None for all."""
    axis = params.get("axis")
    return tuple(axis) if isinstance(axis, list) else axis


def flag(params, name):
    return params.get(name) is True


def indices(params):
    """Tuples of indices as an index for each axis."""
    return tuple(map(list, zip(*params["indices"])))


def ranges(params):
    """What stands between the brackets of a slice."""
    return tuple(r if isinstance(r, int) else slice(*r) for r in params["ranges"])


def per_axis(x, n):
    return [x] * n if isinstance(x, int) else list(x)


def padding_of(params, n):
    """[before, after] for each axis."""
    padding = params.get("padding", 0)
    return [(padding, padding)] * n if isinstance(padding, int) else [tuple(pair) for pair in padding]

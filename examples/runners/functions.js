// What the examples check: a function, and the same with a derivative of its own that is wrong.
import { add, custom, exp, log, mul, sigmoid } from "dualtape";

export const softplus = (x) => log(add(1, exp(x)));

export const wrong = custom(softplus, { jvp: ([dx], _y, [x]) => mul(mul(2, sigmoid(x)), dx) });

// By hand: the adjoint of the classic Runge–Kutta method for the equations of Lotka and Volterra,
// u′ = a u − b u v,  v′ = d u v − c v.

/** The gradient of u² + v² after `steps` steps of length h, with respect to [a, b, c, d, u, v]. */
export function gradient(x: readonly number[], steps: number, h: number): Float64Array {
  const a = x[0]!;
  const b = x[1]!;
  const c = x[2]!;
  const d = x[3]!;
  let u = x[4]!;
  let v = x[5]!;
  const saved = new Float64Array(2 * steps);
  for (let i = 0; i < steps; i++) {
    saved[2 * i] = u;
    saved[2 * i + 1] = v;
    const k1 = a * u - b * u * v;
    const l1 = d * u * v - c * v;
    const u2 = u + (h / 2) * k1;
    const v2 = v + (h / 2) * l1;
    const k2 = a * u2 - b * u2 * v2;
    const l2 = d * u2 * v2 - c * v2;
    const u3 = u + (h / 2) * k2;
    const v3 = v + (h / 2) * l2;
    const k3 = a * u3 - b * u3 * v3;
    const l3 = d * u3 * v3 - c * v3;
    const u4 = u + h * k3;
    const v4 = v + h * l3;
    u += (h / 6) * (k1 + 2 * (k2 + k3) + a * u4 - b * u4 * v4);
    v += (h / 6) * (l1 + 2 * (l2 + l3) + d * u4 * v4 - c * v4);
  }
  let ub = 2 * u;
  let vb = 2 * v;
  let ab = 0;
  let bb = 0;
  let cb = 0;
  let db = 0;
  for (let i = steps - 1; i >= 0; i--) {
    u = saved[2 * i]!;
    v = saved[2 * i + 1]!;
    const u2 = u + (h / 2) * (a * u - b * u * v);
    const v2 = v + (h / 2) * (d * u * v - c * v);
    const u3 = u + (h / 2) * (a * u2 - b * u2 * v2);
    const v3 = v + (h / 2) * (d * u2 * v2 - c * v2);
    const u4 = u + h * (a * u3 - b * u3 * v3);
    const v4 = v + h * (d * u3 * v3 - c * v3);
    // Stage by stage, kb and lb are the cotangents of the slopes, p and q what they give to its u and v.
    let kb = (h / 6) * ub;
    let lb = (h / 6) * vb;
    let p = kb * (a - b * v4) + lb * d * v4;
    let q = lb * (d * u4 - c) - kb * b * u4;
    ab += kb * u4;
    bb -= kb * u4 * v4;
    cb -= lb * v4;
    db += lb * u4 * v4;
    let ubNew = ub + p;
    let vbNew = vb + q;
    kb = (h / 3) * ub + h * p;
    lb = (h / 3) * vb + h * q;
    p = kb * (a - b * v3) + lb * d * v3;
    q = lb * (d * u3 - c) - kb * b * u3;
    ab += kb * u3;
    bb -= kb * u3 * v3;
    cb -= lb * v3;
    db += lb * u3 * v3;
    ubNew += p;
    vbNew += q;
    kb = (h / 3) * ub + (h / 2) * p;
    lb = (h / 3) * vb + (h / 2) * q;
    p = kb * (a - b * v2) + lb * d * v2;
    q = lb * (d * u2 - c) - kb * b * u2;
    ab += kb * u2;
    bb -= kb * u2 * v2;
    cb -= lb * v2;
    db += lb * u2 * v2;
    ubNew += p;
    vbNew += q;
    kb = (h / 6) * ub + (h / 2) * p;
    lb = (h / 6) * vb + (h / 2) * q;
    p = kb * (a - b * v) + lb * d * v;
    q = lb * (d * u - c) - kb * b * u;
    ab += kb * u;
    bb -= kb * u * v;
    cb -= lb * v;
    db += lb * u * v;
    ub = ubNew + p;
    vb = vbNew + q;
  }
  return Float64Array.of(ab, bb, cb, db, ub, vb);
}

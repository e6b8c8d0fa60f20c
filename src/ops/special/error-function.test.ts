// The error functions: values and slopes against 64 digits, far out and near the ends, and their conventions there.
import t from "tap";
import { grad, hessian } from "../../transforms/index.js";
import { agreement, ulps, type Row } from "./fixtures/agreement.js";
import { erf, erfc, erfcx, erfinv, gelu, logNdtr, ndtr, ndtri } from "./index.js";

// x, f(x) and f′(x) from 64 digits: the power series of erf, and the roots of it by Newton's method.
const erfRows: readonly Row[] = [
  [-5.5, -0.9999999999999927, 8.223316045262922e-14],
  [-1.1, -0.8802050695740817, 0.3364795977932441],
  [-0.3, -0.3286267594591274, 1.031260909618963],
  [1e-9, 1.1283791670955127e-9, 1.1283791670955126],
  [0.2, 0.22270258921047847, 1.0841347871048632],
  [0.95, 0.8208908072732779, 0.4576192546351825],
  [1.05, 0.8624361060900967, 0.37466695697044766],
  [2.7, 0.9998656672600594, 0.0007699247598551425],
  [5.9, 0.9999999999999999, 8.603281717596769e-16],
];
const erfcRows: readonly Row[] = [
  [-4.1, 1.9999999932999724, -5.648912120571677e-8],
  [-0.7, 1.6778011938374184, -0.6912748604105386],
  [0.3, 0.6713732405408726, -1.031260909618963],
  [0.55, 0.436676633674891, -0.8338366472914576],
  [1.3, 0.06599205505934755, -0.20820798679606967],
  [3.3, 3.0577097964381654e-6, -2.1037210443580336e-5],
  [7.9, 5.572718056952545e-29, -8.874347765667886e-28],
  [11.4, 1.7862993525469075e-58, -4.088313501912817e-57],
  [20.2, 1.7219587652557267e-179, -6.965217195374851e-178],
  [26.1, 3.081217493314593e-298, -1.6095743479277808e-296],
];
const erfcxRows: readonly Row[] = [
  [-20.3, 1.859700651326472e179, -7.550384644385477e180],
  [-1.2, 8.062854217063865, -20.47922928804879],
  [0.1, 0.8964569799691267, -0.9490877711016872],
  [0.31, 0.727775619601146, -0.677158282942802],
  [0.9, 0.456531651323117, -0.3066221947139019],
  [2.1, 0.24511912334517233, -0.09887884904578871],
  [4.4, 0.1251416555381449, -0.027132598359837366],
  [7.7, 0.07266847750186703, -0.00928461356676031],
  [8.3, 0.06749166323004196, -0.008017557476815854],
  [120.7, 0.0046741526279176935, -3.8722716181257825e-5],
  [1000000000.0, 5.641895835477563e-10, -5.641895835477563e-19],
];
const erfinvRows: readonly Row[] = [
  [-0.999, -2.3267537655135246, 198.93951776442475],
  [-0.51, -0.4881220505159588, 1.1246601471154765],
  [0.2, 0.1791434546212917, 0.9151293475072344],
  [0.49, 0.46586860023505733, 1.1010357360773564],
  [0.9, 1.1630871536766743, 3.428042811451841],
  [0.999999999, 4.320005388105362, 112860637.10991128],
  [0.9999999999990905, 5.05125408524939, 106817285124.65913],
];
const ndtrRows: readonly Row[] = [
  [-37.1, 1.4047119663106221e-301, 5.215262198831984e-300],
  [-11.3, 6.560899940904157e-30, 7.471002275883455e-29],
  [-2.9, 0.0018658133003840384, 0.0059525324197758555],
  [-0.3, 0.3820885778110474, 0.3813878154605241],
  [0.4, 0.6554217416103242, 0.3682701403033233],
  [2.2, 0.9860965524865014, 0.03547459284623142],
  [7.1, 0.9999999999993762, 4.513543677205521e-12],
];
const logNdtrRows: readonly Row[] = [
  [-100000.0, -5000000012.431864, 100000.00001],
  [-45.3, -1030.7777322815045, 45.322053592716216],
  [-6.1, -21.357498419215556, 6.256118131711161],
  [-0.9, -1.6924928065613383, 1.4456430984031134],
  [-0.2, -0.8657395226815953, 0.9294158480856429],
  [0.7, -0.2770239422771313, 0.41192475041929066],
  [4.9, -4.79183391398662e-7, 2.438961914603116e-6],
  [11.3, -6.560899940904157e-30, 7.471002275883455e-29],
];
const ndtriRows: readonly Row[] = [
  [1e-250, -33.79958617269484, 2.956033078733795e248],
  [1e-12, -7.034483825301132, 139442738525.04333],
  [0.003, -2.7477813854449926, 109.29927961931917],
  [0.2, -0.8416212335729142, 3.5719143465773615],
  [0.3, -0.5244005127080408, 2.8761036592642926],
  [0.45, -0.12566134685507402, 2.5264974090795254],
  [0.7, 0.5244005127080407, 2.876103659264292],
  [0.97, 1.8807936081512506, 14.696815408476843],
];
const geluRows: readonly Row[] = [
  [-20.1, -7.416258536079994e-89, -1.4906499224620214e-87],
  [-3.3, -0.0015952996698664658, -0.00520105335649337],
  [-0.4, -0.13783130335587035, 0.1972702022683465],
  [0.6, 0.4354481293499558, 0.9256816439850062],
  [2.2, 2.1694124154703034, 1.0641406567482106],
  [9.1, 9.1, 1.0],
];

const agree = agreement((f, mode) => grad(f, { mode }));

t.test("the error functions and their slopes are within 4 ulp of 64 digits", async (t) => {
  agree(t, "erf", erf, erfRows);
  agree(t, "erfc", erfc, erfcRows);
  agree(t, "erfcx", erfcx, erfcxRows);
  agree(t, "erfinv", erfinv, erfinvRows);
});

t.test("the normal distribution and its slopes are within 4 ulp of 64 digits, far left too", async (t) => {
  agree(t, "ndtr", ndtr, ndtrRows);
  agree(t, "logNdtr", logNdtr, logNdtrRows);
  agree(t, "ndtri", ndtri, ndtriRows);
  agree(t, "gelu", gelu, geluRows);
});

t.test("at the ends values are limits, and slopes are 0 or infinite", async (t) => {
  t.same([erf(Infinity), erf(-Infinity), erfc(Infinity), erfc(-Infinity)], [1, -1, 0, 2]);
  t.same([erfcx(Infinity), erfcx(-Infinity), erfcx(-30)], [0, Infinity, Infinity]);
  t.same([erfinv(1), erfinv(-1), erfinv(0), grad(erfinv)(1)], [Infinity, -Infinity, 0, Infinity]);
  t.same([ndtr(-Infinity), ndtr(Infinity), logNdtr(-Infinity), logNdtr(Infinity)], [0, 1, -Infinity, -0]);
  t.same([ndtri(0), ndtri(0.5), ndtri(1), grad(ndtri)(0)], [-Infinity, 0, Infinity, Infinity]);
  for (const x of [-Infinity, -1e200, 1e200, Infinity]) t.equal(grad(erf)(x), 0, `erf at ${String(x)}`);
  t.equal(grad(logNdtr)(1e10), 0);
  t.ok(ulps(grad(logNdtr)(-1e10), 1e10) <= 4);
  for (const f of [erfinv, ndtri])
    t.ok(Number.isNaN(f(1.5)) && Number.isNaN(f(-1.5)), "outside of the domain");
});

t.test("second derivatives keep their digits far out, where the first ones are differences", async (t) => {
  // erfcx″ = (2 + 4 x²) erfcx x − 4 x / √π, of which at 1000 twelve digits would cancel.
  t.ok(ulps(hessian(erfcx)(1000) as number, 1.1283757819707055e-9) <= 8, String(hessian(erfcx)(1000)));
  t.ok(ulps(hessian(erfcx)(1.25) as number, 0.2135911429931976) <= 8, String(hessian(erfcx)(1.25)));
  t.ok(ulps(hessian(logNdtr)(-1000) as number, -0.999999000006) <= 2 ** 12, String(hessian(logNdtr)(-1000)));
});

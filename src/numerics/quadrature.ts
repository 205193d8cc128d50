/**
 * Adaptive Gauss–Kronrod quadrature: the 41-point rule with its embedded 20-point Gauss rule, worst segment first.
 * The difference of the two rules bounds the error of the weaker one, so the reported error is a pessimistic figure for
 * the value, which is the stronger one's. A smooth integrand needs one segment.
 */

/** Positive abscissae of the 41-point Kronrod rule on [−1, 1] with Kronrod and Gauss weights (0: not a Gauss node). */
const RULE: readonly (readonly [node: number, kronrod: number, gauss: number])[] = [
  [0.99885903158827766384, 0.0030735837185205315012, 0],
  [0.99312859918509492479, 0.0086002698556429421987, 0.017614007139152118312],
  [0.98150787745025025919, 0.014626169256971252984, 0],
  [0.96397192727791379127, 0.020388373461266523598, 0.040601429800386941331],
  [0.94082263383175475352, 0.025882133604951158835, 0],
  [0.91223442825132590587, 0.031287306777032798959, 0.06267204833410906357],
  [0.87827681125228197608, 0.036600169758200798031, 0],
  [0.83911697182221882339, 0.041668873327973686264, 0.083276741576704748725],
  [0.79504142883755119835, 0.04643482186749767472, 0],
  [0.74633190646015079261, 0.050944573923728691933, 0.10193011981724043504],
  [0.69323765633475138481, 0.055195105348285994745, 0],
  [0.63605368072651502545, 0.059111400880639572375, 0.11819453196151841731],
  [0.57514044681971031534, 0.062653237554781168026, 0],
  [0.510867001950827098, 0.065834597133618422112, 0.1316886384491766269],
  [0.4435931752387251032, 0.068648672928521619346, 0],
  [0.37370608871541956067, 0.071054423553444068306, 0.14209610931838205133],
  [0.30162786811491300432, 0.073030690332786667495, 0],
  [0.22778585114164507808, 0.074582875400499188987, 0.14917298647260374679],
  [0.15260546524092267551, 0.07570449768455667466, 0],
  [0.076526521133497333755, 0.076377867672080736706, 0.1527533871307258507],
  [0.0, 0.076600711917999656445, 0],
];
const NODES = Float64Array.from(RULE, ([node]) => node);
const KRONROD = Float64Array.from(RULE, ([, weight]) => weight);
const GAUSS = Float64Array.from(RULE, ([, , weight]) => weight);
const CENTRE = RULE.length - 1;
/** Evaluations a segment costs. */
const POINTS = 2 * CENTRE + 1;

/** A number with what is known of its error and what it cost. */
export interface Quadrature {
  /** The integral. */
  readonly value: number;
  /** A bound on the absolute error of `value`, rounding included. */
  readonly error: number;
  /** How often the integrand was evaluated. */
  readonly evaluations: number;
}

interface Segment {
  readonly from: number;
  readonly to: number;
  readonly value: number;
  readonly error: number;
}

const MAX_SEGMENTS = 400;

/**
 * `∫_from^to f` to a relative error of `tolerance`, or as near to it as rounding and {@link MAX_SEGMENTS} allow: the
 * returned error tells.
 */
export function integrate(f: (x: number) => number, from: number, to: number, tolerance = 1e-14): Quadrature {
  const first = segment(f, from, to);
  if (first.error <= tolerance * Math.abs(first.value)) return withRounding(first.value, first.error, 1);
  return refine(f, [first], tolerance);
}

function refine(f: (x: number) => number, segments: Segment[], tolerance: number): Quadrature {
  let applications = 1;
  let { value, error } = segments[0];
  while (error > tolerance * Math.abs(value) && segments.length < MAX_SEGMENTS) {
    const worst = segments.reduce((best, s, i) => (s.error > segments[best].error ? i : best), 0);
    const { from, to } = segments[worst];
    const middle = from + (to - from) / 2;
    segments.splice(worst, 1, segment(f, from, middle), segment(f, middle, to));
    applications += 2;
    // Summed anew each time: a running difference would keep the rounding of the large, early errors.
    value = segments.reduce((sum, s) => sum + s.value, 0);
    error = segments.reduce((sum, s) => sum + s.error, 0);
  }
  return withRounding(value, error, applications);
}

/** Adds the rounding of a weighted sum of terms of one sign, each correct to a few units in the last place. */
function withRounding(value: number, error: number, applications: number): Quadrature {
  return { value, error: error + 8 * Number.EPSILON * Math.abs(value), evaluations: applications * POINTS };
}

function segment(f: (x: number) => number, from: number, to: number): Segment {
  const half = (to - from) / 2;
  const centre = from + half;
  const middle = f(centre);
  let kronrod = KRONROD[CENTRE] * middle;
  let gauss = GAUSS[CENTRE] * middle;
  for (let i = 0; i < CENTRE; i++) {
    const step = half * NODES[i];
    const pair = f(centre - step) + f(centre + step);
    kronrod += KRONROD[i] * pair;
    gauss += GAUSS[i] * pair;
  }
  return { from, to, value: half * kronrod, error: Math.abs(half * (kronrod - gauss)) };
}

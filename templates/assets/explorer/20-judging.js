/* What the explorer computes: verdicts by intervals, feasibility, dominance, worth and the chance of being best.
   The definitions are those of the generator, so that both say the same of the same record. */
(() => {
  "use strict";

  const DECIDED = ["holds", "violated"];
  const ORDER = ["violated", "missing", "invalid", "undecided", "stale", "holds"];
  const low = (known) => known.lower ?? -Infinity;
  const high = (known) => known.upper ?? Infinity;

  const meets = (value, operator, limits) => {
    switch (operator) {
      case "<=": return value <= limits[0];
      case "<": return value < limits[0];
      case ">=": return value >= limits[0];
      case ">": return value > limits[0];
      case "=": return value === limits[0];
      default: return limits[0] <= value && value <= limits[1];
    }
  };

  const excluded = (known, operator, limits) => {
    switch (operator) {
      case "<=": return low(known) > limits[0];
      case "<": return low(known) >= limits[0];
      case ">=": return high(known) < limits[0];
      case ">": return high(known) <= limits[0];
      default: return low(known) > limits.at(-1) || high(known) < limits[0];
    }
  };

  /** What a limit says of what is known: nothing decides but bounds that prove. */
  const judge = (known, operator, limits) => {
    if (!known.proves) return DECIDED.includes(known.verdict) ? "undecided" : known.verdict || "undecided";
    if (meets(low(known), operator, limits) && meets(high(known), operator, limits)) return "holds";
    return excluded(known, operator, limits) ? "violated" : "undecided";
  };

  /** Feasible if every must holds; infeasible if one is violated; open otherwise, also where there is no must. */
  const feasibility = (states) => {
    if (states.includes("violated")) return "infeasible";
    return states.length && states.every((state) => state === "holds") ? "feasible" : "unknown";
  };

  const worstOf = (states) => ORDER.find((state) => states.includes(state)) ?? "";

  const extent = (known, direction) => {
    if (!known.fresh && !known.stated) return null;
    const proves = known.proves;
    return direction === "lower"
      ? { worse: -high(known), better: -low(known), proves }
      : { worse: low(known), better: high(known), proves };
  };

  /** Better beyond both intervals in something that proves, and at least as good by its interval in everything. */
  const dominates = (better, worse, columns) => {
    let strictly = false;
    for (const [place, { direction }] of columns.entries()) {
      const one = extent(better.cells[place].known, direction);
      const other = extent(worse.cells[place].known, direction);
      if (!one || !other) continue;
      if (one.worse < other.better) return false;
      strictly ||= one.proves && other.proves && one.worse > other.better;
    }
    return strictly;
  };

  const within = (worth) => Math.min(1, Math.max(0, worth));
  /** Worth on the straight line through both ends of a value function, beyond them, too. */
  const straight = (value, scale) => (value - scale.worst) / (scale.best - scale.worst);

  const weigh = (known, scale) => {
    const usable = known.fresh || known.stated;
    if (!usable) return { low: 0, value: null, high: 1 };
    const ends = [known.lower ?? -Infinity, known.upper ?? Infinity].map((end) => within(straight(end, scale)));
    const value = known.value === null ? null : within(straight(known.value, scale));
    return { low: Math.min(...ends), value, high: Math.max(...ends) };
  };

  /** The weighted sums of an option at the worse bounds, the values and the better bounds. */
  const stand = (option, scales) => {
    const worths = scales.map((scale) => weigh(option.cells[scale.column].known, scale));
    const sum = (part) => worths.reduce((total, worth, at) => total + scales[at].share * worth[part], 0);
    return {
      low: sum("low"),
      value: worths.some((worth) => worth.value === null) ? null : sum("value"),
      high: sum("high"),
    };
  };

  const sharesOf = (scales) => {
    const total = scales.reduce((sum, scale) => sum + scale.weight, 0);
    return scales.filter((scale) => scale.weight > 0).map((scale) => ({ ...scale, share: scale.weight / total }));
  };

  /* Numbers from 0 to 1 that look random and are always the same (mulberry32 by Tommy Ettinger, public domain). */
  const seeded = (seed) => () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };

  const spread = (known, scale) => {
    if (known.stated) return { centre: straight(known.value, scale), below: 0, above: 0 };
    if (!known.fresh || known.value === null || known.conditional || known.lower === null || known.upper === null) {
      const worth = weigh(known, scale);
      return { centre: worth.low, width: worth.high - worth.low };
    }
    const ends = [known.lower, known.upper].map((end) => straight(end, scale)).sort((a, b) => a - b);
    const centre = straight(known.value, scale);
    const side = (distance) => Math.max(0, distance) / known.quantile;
    return { centre, below: side(centre - ends[0]), above: side(ends[1] - centre) };
  };

  /** One worth from what is known: evenly where only its limits are, else half a normal on each side of the value. */
  const draw = ({ centre, below, above, width, processes }, luck, even) => {
    if (width !== undefined) return centre + width * even;
    const normal = luck[processes ? 1 : 0];
    return within(centre + normal * (normal < 0 ? below : above));
  };

  // Box and Muller (1958).
  const normalOf = (first, second) => Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second);
  /** What rests on the same processes, or on the same examples, is lucky together: one number for either. */
  const luckOf = (random) => [normalOf(random(), random()), normalOf(random(), random())];

  const spreadsOf = (options, scales) => options.map((option) => scales.map((scale) => {
    const { known } = option.cells[scale.column];
    return { ...spread(known, scale), processes: known.processes };
  }));

  /** The chance of each option to be worth most; options that are worth the same share it. */
  const chances = (options, scales, draws) => {
    const spreads = spreadsOf(options, scales);
    const best = options.map(() => 0);
    // Each option has numbers of its own: what another limit does to one must not move the others' chances by noise.
    const sources = options.map((option, at) => seeded(20260101 + 7919 * (option.place ?? at)));
    for (let turn = 0; turn < draws; turn += 1) {
      const totals = spreads.map((row, at) => {
        const luck = luckOf(sources[at]);
        // A number for every cell in any case, so that one cell never shifts those of others.
        return row.reduce((total, one, column) => total + scales[column].share * draw(one, luck, sources[at]()), 0);
      });
      const most = Math.max(...totals) - 1e-12;
      const first = totals.filter((total) => total >= most).length;
      totals.forEach((total, at) => { best[at] += total >= most ? 1 / first : 0; });
    }
    return best.map((count) => count / draws);
  };

  /* Of a normal distribution, 95 % lie below so many standard deviations. */
  const REACH = 1.6449;

  /** One worth that speaks against the option that leads: what is not known at its worst, no noise cut off at a bend. */
  const cautious = ({ centre, below, above, width, processes }, luck, rival) => {
    if (width !== undefined) return rival ? centre + width : centre;
    if (!below && !above) return within(centre);
    const normal = luck[processes ? 1 : 0];
    const low = rival ? 0 : Math.min(0, -(centre + REACH * above));
    const high = rival ? Math.max(1, 2 - (centre - REACH * below)) : 1;
    return Math.min(high, Math.max(low, centre + normal * (normal < 0 ? below : above)));
  };

  /** The chance that an option is worth more than each other, where all that is not shown speaks against it. */
  const leads = (option, others, scales, draws) => {
    const spreads = spreadsOf([option, ...others], scales);
    const random = seeded(20260103);
    let count = 0;
    for (let turn = 0; turn < draws; turn += 1) {
      const [own, ...theirs] = spreads.map((row, at) => {
        const luck = luckOf(random);
        return row.reduce((total, one, column) => total + scales[column].share * cautious(one, luck, at > 0), 0);
      });
      count += theirs.every((worth) => own > worth + 1e-12) ? 1 : 0;
    }
    return count / draws;
  };

  Object.assign((window.buttressExplorer ??= {}), {
    judge, feasibility, worstOf, dominates, sharesOf, stand, chances, leads,
  });
})();
